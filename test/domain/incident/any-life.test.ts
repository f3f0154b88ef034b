import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { attachedIn } from '../../../domain/incident/alerts-held.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import { childrenFollow, consequencesOf, revives, wakesWorkflow } from '../../../domain/incident/consequences.ts';
import { effectsOf } from '../../../domain/incident/effects.ts';
import { incidentEvent, type PagingPurpose } from '../../../domain/incident/events.ts';
import { applyCommit, foldCommits } from '../../../domain/incident/evolve.ts';
import {
  activePagings,
  type IncidentState,
  incidentState,
  isEnded,
  needsProcess,
} from '../../../domain/incident/state.ts';
import { metricsOf } from '../../../domain/metrics/metrics.ts';
import { dueOf } from '../../../domain/process/due-list.ts';
import { pagingSituationOf, situationOf } from '../../../domain/process/situation.ts';
import { timelineOf } from '../../../domain/timeline/timeline.ts';
import { shop } from '../../../simulation/shop-configuration.ts';
import { unheardIn } from '../../../simulation/unheard.ts';
import { openings, type Step, step } from './any-life.ts';
import { History, later, monitor, openCommand, reported } from './specification.ts';

const life = fc.record({
  opening: openings,
  byPerson: fc.boolean(),
  steps: fc.array(step, { maxLength: 25 }),
});

/** Lives it, calling `seen` after every step with the states around it. */
const live = (
  { opening, byPerson, steps }: { opening: Parameters<typeof openCommand>[0]; byPerson: boolean; steps: Step[] },
  seen: (before: IncidentState, after: IncidentState, step: Step, at: number, commit?: Commit) => void = () => {},
): History => {
  const history = new History();
  history.asks(byPerson ? reported() : openCommand(opening), { by: monitor });
  let at = 0;
  for (const one of steps) {
    at += one.waits;
    const before = history.now;
    try {
      history.asks(one.asked, { at, by: one.by });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
    }
    seen(before, history.now, one, at, history.commits[before.seq]);
  }
  return history;
};

const holds = (check: (history: History) => void, numRuns = 300): void =>
  fc.assert(
    fc.property(life, (lived) => {
      check(live(lived));
    }),
    { numRuns },
  );

describe('in any life of an incident', () => {
  it('folding all commits, one by one, and from any snapshot come to the same', () => {
    holds(({ commits }) => {
      const whole = foldCommits(commits);
      expect(commits.reduce<IncidentState | undefined>(applyCommit, undefined)).toEqual(whole);
      for (let at = 1; at < commits.length; at += 3) {
        const snapshot = JSON.parse(JSON.stringify(foldCommits(commits.slice(0, at)))) as IncidentState;
        expect(JSON.parse(JSON.stringify(foldCommits(commits.slice(at), snapshot)))).toEqual(
          JSON.parse(JSON.stringify(whole)),
        );
      }
    });
  });

  it('what had ended is worked on again only by a commit that says so', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (before, after, _, __, commit) => {
          if (commit && isEnded(before)) expect(revives(commit)).toBe(!isEnded(after));
        });
      }),
      { numRuns: 300 },
    );
  });

  it('the chain is whole, every event and the state are as their schemas say', () => {
    holds(({ commits, now }) => {
      expect(verifyChain(JSON.parse(JSON.stringify(commits)))).toBeUndefined();
      for (const { events } of commits) for (const event of events) incidentEvent.parse(event);
      incidentState.parse(JSON.parse(JSON.stringify(now)));
    });
  });

  it('the counts are those of the alerts', () => {
    holds(({ now }) => {
      const held = Object.keys(now.alerts.recent).flatMap((alertId) => attachedIn(now, alertId) ?? []);
      const firing = held.filter((alert) => alert.firing);
      expect(now.firing).toBe(firing.length);
      expect(now.alerts.total).toBe(held.length);
      expect(now.alerts.firingBy).toEqual(
        Object.fromEntries(
          Object.entries(Object.groupBy(firing, (a) => `${a.severity} ${a.serviceId}`)).map(([k, a]) => [k, a?.length]),
        ),
      );
    });
  });

  it('nothing fires in what has ended, but for what a merged incident still brings along', () => {
    holds(({ now, commits }) => {
      if (commits.some(({ events }) => events.some(({ type }) => type === 'ChildAdopted'))) return;
      if (now.status === 'resolved' || isEnded(now)) expect([now.firing, now.alerts.firingBy]).toEqual([0, {}]);
    });
  });

  it('no stamp lies in the future, none of an end stands while work goes on, and no duration is negative', () => {
    holds(({ now }) => {
      for (const { at } of Object.values(now.stamps)) expect(at <= now.updatedAt).toBe(true);
      if (now.status !== 'resolved' && !isEnded(now)) expect(now.stamps.resolved).toBeUndefined();
      const { pageAcknowledgement, ...durations } = metricsOf(now, now.openedAt);
      for (const seconds of [...Object.values(durations), ...pageAcknowledgement.map((page) => page.seconds)]) {
        expect(seconds === null || seconds >= 0).toBe(true);
      }
    });
  });

  it('nothing changes the status of what has ended but reopening what was closed, and taking a merge back', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (before, now, { asked }) => {
          if (before.status === 'merged' && asked.type !== 'separate')
            expect(now).toMatchObject({ status: 'merged', major: before.major });
          if (before.status === 'closed' && asked.type !== 'reopen')
            expect(now).toMatchObject({ status: 'closed', major: before.major });
        });
      }),
    );
  });

  it('what ended by mitigation, resolution or demotion says so: fields and stamps fit the status', () => {
    holds(({ now }) => {
      if (now.major === 'accepted') expect(now.stamps.declared).toBeDefined();
      if (now.major === 'candidate') expect(now.candidate).toBeDefined();
      if (now.major === 'rejected' || now.major === 'demoted') expect(now.evidence).toBeDefined();
      if (now.status === 'mitigated') expect(now.mitigation).toBeDefined();
      if (now.status === 'resolved' || now.status === 'closed') expect(now.resolution).toBeDefined();
      if (now.status === 'merged') expect(now.mergedInto).toBeDefined();
      expect(now.stamps.detected).toBeDefined();
    });
  });

  it('every paging ends or has a deadline ahead of its last page, and what has ended pages nobody', () => {
    holds(({ commits, now }) => {
      const elsewhere = commits.flatMap(({ events }) =>
        events.flatMap((event) => (event.type === 'PagingHeld' && event.level !== undefined ? event.pagingId : [])),
      );
      for (const paging of activePagings(now)) {
        // One that is held has paged nobody yet: its deadline is when it does.
        if (paging.level > 0 && !elsewhere.includes(paging.pagingId)) expect(paging.pages.length).toBeGreaterThan(0);
        expect(paging.acknowledgeBy > (paging.pages.at(-1)?.at ?? paging.startedAt)).toBe(true);
      }
      const pageIds = Object.values(now.pagings).flatMap((p) => p.pages.map((page) => page.pageId));
      expect(new Set(pageIds).size).toBe(pageIds.length);
      if (isEnded(now)) expect(needsProcess(now)).toBe(false);
    });
  });

  it('everybody who is paged can be told how long to wait, and every phase has its wait', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (_before, now, _step, at) => {
          const { waitSeconds } = situationOf(now, later(at), shop, dueOf(now, shop));
          expect(waitSeconds).toBeGreaterThanOrEqual(1);
          expect(waitSeconds).toBeLessThanOrEqual(86_400);
          for (const id in now.pagings)
            expect(pagingSituationOf(now, id, later(at)).waitSeconds).toBeGreaterThanOrEqual(1);
        });
      }),
    );
  });

  it('asking the same again at the same instant escalates nothing twice', () => {
    const clocks = [
      'page-next-level',
      'escalate-candidate',
      'organise',
      'confirm-recovery',
      'conclude-recovery',
      'page-news',
      'check-acknowledgement',
      'open-review',
      'remind-review',
      'acknowledge',
    ];
    fc.assert(
      fc.property(life, step, fc.nat(10 * 86_400), (lived, last, at) => {
        fc.pre(clocks.includes(last.asked.type));
        const history = live(lived);
        const circumstances = { at: 999 * 86_400 + at, by: last.by };
        try {
          history.asks(last.asked, circumstances);
          expect(history.asks(last.asked, circumstances)).toEqual([]);
        } catch (error) {
          if (!(error instanceof DomainError)) throw error;
        }
      }),
      { numRuns: 500 },
    );
  });

  it('effects are stable, nobody is told about what is not major, and every event has its sentence', () => {
    holds((history) => {
      history.commits.forEach((commit, i) => {
        const state = foldCommits(history.commits.slice(0, i + 1)) as IncidentState;
        const effects = effectsOf(state, commit, shop);
        expect(effectsOf(state, JSON.parse(JSON.stringify(commit)), shop)).toEqual(effects);
        const told = effects.filter((e) => e.kind === 'communicate');
        if (state.major !== 'accepted') expect(told.every((e) => e.job.occasion === 'demoted')).toBe(true);
        for (const entry of timelineOf(commit, shop)) expect(entry.text).not.toMatch(/undefined|\[object/);
      });
    });
  });

  it('a part of an outage is asked about with it alone, and what is over neither leads one nor is a part of one', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (_before, now, { asked }) => {
          const asks = activePagings(now).some(({ purpose }) => purpose === 'major-incident-manager');
          if (now.partOf) expect([now.major === 'candidate', asks], asked.type).toEqual([false, false]);
          if (isEnded(now) || now.status === 'resolved')
            expect([now.partOf, now.parts]).toEqual([undefined, undefined]);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('metrics are numbers or not known yet', () => {
    holds(({ now }) => {
      const { pageAcknowledgement, ...durations } = metricsOf(now);
      for (const value of Object.values(durations)) expect(value === null || Number.isFinite(value)).toBe(true);
      expect(pageAcknowledgement).toHaveLength(Object.keys(now.pagings).length);
    });
  });

  it('nobody is paged for a purpose that is over, nor twice at once for one purpose', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (_before, now, { asked }) => {
          const running = activePagings(now).map(({ purpose }) => purpose);
          expect(running, `twice after ${asked.type}`).toEqual([...new Set(running)]);
          for (const purpose of running) expect(standsFor(now, purpose), `${purpose} after ${asked.type}`).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('every alert that would page alone is in a page sent after it arrived, or seen by whoever acknowledged after that', () => {
    fc.assert(
      fc.property(life, (lived) => {
        const history = live(lived);
        expect(unheardIn(history.commits, history.now, shop)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('children have become what the last commit that moves them says, however their parent stands', () => {
    fc.assert(
      fc.property(life, (lived) => {
        let moved: string | undefined;
        live(lived, (_before, now, { asked }, _at, commit) => {
          for (const event of commit?.events ?? []) moved = consequencesOf(event).childrenBecome ?? moved;
          if (moved !== undefined && now.status !== 'merged') expect(childrenFollow(now), asked.type).toBe(moved);
        });
      }),
      { numRuns: 300 },
    );
  });

  it('a workflow that waits is woken by whatever brings its next deadline nearer, and is begun when there is one', () => {
    fc.assert(
      fc.property(life, (lived) => {
        live(lived, (before, now, { asked }, at, commit) => {
          const look = (state: IncidentState) => situationOf(state, later(at), shop, dueOf(state, shop));
          const [slept, needed] = [look(before), look(now)];
          if (!commit || needed.phase === 'ended') return;
          const begins = effectsOf(now, commit, shop).some(({ kind }) => kind === 'run-major-incident');
          if (slept.phase === 'ended') expect(begins, `begun by ${asked.type}`).toBe(true);
          else if (needed.phase !== slept.phase || needed.waitSeconds < slept.waitSeconds)
            expect(wakesWorkflow(commit), `woken by ${asked.type}`).toBe(true);
        });
      }),
      { numRuns: 300 },
    );
  });
});

/** Somebody is still wanted for what they were paged for. */
const standsFor = ({ major, mitigation, status }: IncidentState, purpose: PagingPurpose): boolean => {
  const isMajor = major === 'accepted';
  if (status === 'closed' || status === 'merged') return false;
  // What stakeholders wait to hear is that it is over: somebody must know when that does not reach them.
  if (purpose === 'communications-lead') return isMajor;
  if (status === 'resolved') return false;
  if (purpose === 'major-incident-manager') return isMajor || major === 'candidate';
  // What was mitigated needs nobody, unless it is to be found out how bad it was, or something has joined since.
  return status !== 'mitigated' || isMajor || major === 'candidate' || mitigation?.joined === true;
};
