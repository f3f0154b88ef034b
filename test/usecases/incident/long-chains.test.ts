import { beforeAll, describe, expect, it } from 'vitest';
import { lookupIn } from '../../../domain/configuration/lookup.ts';
import type { Commit } from '../../../domain/incident/commit.ts';
import { effectsOf } from '../../../domain/incident/effects.ts';
import { foldCommits } from '../../../domain/incident/evolve.ts';
import { showIncident } from '../../../projections/incident.ts';
import { shopPorts, signal } from '../../../simulation/shop-system.ts';
import type { SimulatedPorts } from '../../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../../usecases/alerts/accept-signals.ts';
import { commandIncident } from '../../../usecases/incident/command-incident.ts';
import { followCommit } from '../../../usecases/incident/follow-commit.ts';
import { loadIncident, stateAt } from '../../../usecases/incident/load-incident.ts';
import { readAlerts, readCommits, readCounts, readTimeline } from '../../../usecases/incident/read-incident.ts';
import { advanceIncident, assessPaging } from '../../../usecases/incident/run-process.ts';
import { tellStakeholders } from '../../../usecases/reach/tell-stakeholders.ts';
import { reconcile } from '../../../usecases/reconcile.ts';

/** Far more than any reader may take at once, and not a number that anything is kept at. */
const COMMITS = 700;

/** The most that stands between two states that are kept, and a little. */
const MOST_READ = 130;

const manager = { id: 'mia', name: 'Mia', role: 'admin', personId: 'mia' } as const;

describe('a chain that has grown long', () => {
  let ports: SimulatedPorts;
  let incidentId: string;
  let chain: Commit[];
  let most = 0;

  /** How many commits one read gave at most while this was done. */
  const readBy = async (work: () => Promise<unknown>): Promise<number> => {
    most = 0;
    await work();
    return most;
  };

  beforeAll(async () => {
    const simulated = shopPorts();
    const { commits } = simulated.stores;
    ports = {
      ...simulated,
      stores: {
        ...simulated.stores,
        commits: {
          ...commits,
          read: async (...asked) => {
            const found = await commits.read(...asked);
            most = Math.max(most, found.length);
            return found;
          },
        },
      },
    };
    const [accepted] = await acceptSignals(ports, [signal('a')]);
    incidentId = accepted?.incidentId ?? '';
    await commandIncident(ports, manager, incidentId, { type: 'accept' });
    for (let n = 0; n < COMMITS; n += 1)
      await commandIncident(ports, manager, incidentId, { type: 'add-note', text: `note ${n}` });
    await commandIncident(ports, manager, incidentId, { type: 'identify', description: 'the deploy' });
    chain = ports.stores.held.commits.get(incidentId) ?? [];
    for (const commit of chain) await followCommit(ports, commit);
    // A row that nobody has asked for is made of the chain, once.
    await readCounts(ports, incidentId);
  });

  it('tells how the incident was at any time, from near by', async () => {
    for (const seq of [1, 2, 3, 127, 128, 129, 255, 256, 300, 511, 512, 640, chain.length]) {
      const then = foldCommits(chain.slice(0, seq));
      const read = await readBy(async () => {
        const told = await stateAt(ports, incidentId, seq);
        expect(told && showIncident(told)).toEqual(then && showIncident(then));
        expect(told).toMatchObject({ seq, hash: then?.hash, firing: then?.firing });
      });
      expect([seq, read]).toEqual([seq, Math.min(read, MOST_READ)]);
    }
    expect(await stateAt(ports, incidentId, chain.length + 1)).toBeUndefined();
    expect(await stateAt(ports, 'nobody', 1)).toBeUndefined();
  });

  it('tells it from the whole chain where nothing was kept by the way', async () => {
    const { members } = ports.stores.held;
    const kept = members.get(incidentId);
    members.delete(incidentId);
    expect(await stateAt(ports, incidentId, 300)).toMatchObject({ seq: 300, hash: chain[299]?.hash });
    if (kept) members.set(incidentId, kept);
  });

  it('is read by nobody who decides, follows, pages, tells, repairs or shows', async () => {
    const lookup = lookupIn(ports.configured.current);
    const declared = chain.find(({ command }) => command === 'accept') as Commit;
    const told = effectsOf(foldCommits(chain.slice(0, declared.seq)) as never, declared, lookup).find(
      (effect) => effect.kind === 'communicate',
    );
    if (told?.kind !== 'communicate') throw new Error('nobody is told of a major incident');
    const { told: _, ...job } = told.job;
    const pagingId = Object.keys((await loadIncident(ports, incidentId))?.pagings ?? {})[0] ?? '';
    const readers: Readonly<Record<string, () => Promise<unknown>>> = {
      'a command': () => commandIncident(ports, manager, incidentId, { type: 'add-note', text: 'more' }),
      'an alert': () => acceptSignals(ports, [signal('b')]),
      'a commit that was followed before': () => followCommit(ports, chain[390] as Commit),
      'the process': () => advanceIncident(ports, incidentId),
      'a paging': () => assessPaging(ports, incidentId, pagingId),
      'a message of the ledger, which has no copy of what it says': () => tellStakeholders(ports, job),
      'the incident': () => loadIncident(ports, incidentId),
      'a page of commits': () => readCommits(ports, incidentId, { afterSeq: 0, limit: 50 }),
      'a page of the timeline': () => readTimeline(ports, incidentId, { afterSeq: 100, limit: 50 }),
      'its alerts': () => readAlerts(ports, incidentId, { limit: 10 }),
      'its counts': () => readCounts(ports, incidentId),
      'the reconciler': async () => {
        ports.time.now += 60_000;
        await reconcile(ports);
      },
      'the reconciler, where pages were lost': async () => {
        ports.stores.held.deliveries.clear();
        ports.collected.pages.splice(0);
        ports.time.now += 60_000;
        expect(await reconcile(ports)).toMatchObject({ pages: ports.collected.pages.length });
      },
    };
    for (const [reader, read] of Object.entries(readers))
      expect([reader, Math.min(await readBy(read), MOST_READ + 1)]).not.toEqual([reader, MOST_READ + 1]);
    expect(ports.collected.failures).toEqual([]);
  });

  it('answers a repeated request as the first time, however much alerts have said since', async () => {
    const ask = () =>
      commandIncident(ports, manager, incidentId, { type: 'add-note', text: 'k' }, { idempotencyKey: 'k' });
    const first = await ask();
    for (let n = 0; n < 200; n += 1) await acceptSignals(ports, [signal(`later ${n}`)]);
    for (const commit of ports.stores.held.commits.get(incidentId)?.slice(chain.length) ?? [])
      await followCommit(ports, commit);
    const read = await readBy(async () => expect(showIncident(await ask())).toEqual(showIncident(first)));
    expect(read).toBeLessThan(MOST_READ);
  });
});
