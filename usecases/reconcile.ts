import type { Delivery } from '../domain/delivery/delivery.ts';
import type { Commit } from '../domain/incident/commit.ts';
import { pageIdsOf } from '../domain/incident/decide/escalation.ts';
import { type PageJob, pagesOf } from '../domain/incident/effects.ts';
import { activePagings, type IncidentState, needsIncidentProcess } from '../domain/incident/state.ts';
import { type EpochMs, toIso, toMs } from '../domain/instant/instant.ts';
import { SHIFTS } from '../domain/rota/kept-shifts.ts';
import type { Ports } from '../ports/ports.ts';
import { INCIDENT_LIST } from '../projections/incident-list.ts';
import { finishAlerts } from './alerts/finish-alerts.ts';
import { writeShed } from './alerts/shed-counts.ts';
import { checkDueHeartbeats } from './heartbeats/watch-heartbeat.ts';
import { findUnseen, followLeft } from './incident/follow-left.ts';
import { loadIncident } from './incident/load-incident.ts';
import { renewOpen } from './incident/renew-open.ts';
import { keepShifts } from './on-call/keep-shifts.ts';
import { TAKE_OVER_AFTER_MS } from './reach/deliver.ts';
import { holdBackAttached } from './suppressions/hold-back-attached.ts';
import { tendSuppressions } from './suppressions/tend-suppressions.ts';
import { wakeAtNextChange } from './suppressions/wake-at-change.ts';

export interface Reconciled {
  /** Commits that their follower had left, and that were followed now. */
  readonly commits: number;
  /** Commits that could not be followed this time either. */
  readonly unfollowed: number;
  readonly alerts: number;
  readonly deliveries: number;
  readonly workflows: number;
  readonly pages: number;
  /** Heartbeats that had fallen silent and whose check was lost. */
  readonly heartbeats: number;
  /** Maintenance windows and silences that ended, or got their next periods. */
  readonly suppressions: number;
  /** Steps that could not be done; the log says why. What one incident alone stands in the way of is not counted: others are repaired. */
  readonly failed: number;
}

/** Work younger than this is still being done by whoever began it. */
const GRACE_MS = 10_000;

const BATCH = 200;

/** Far more than are open at a time. */
const MOST_PROCESSES = 10_000;

/** Of one run: what comes after must have its turn, too, before a function ends (`lib/function-table.ts`). */
const PROCESSES_MS = 45_000;

/** Each multiple of it lies where the widest gap is between those before. */
const GOLDEN_RATIO = 0.618_033_988_749_895;

/** The same, begun elsewhere each minute: where one run is not enough for all, the next ones come to those it left. */
const fromAnotherPlace = <Entry>(entries: readonly Entry[], now: EpochMs): readonly Entry[] => {
  const at = Math.floor(((Math.floor(now / 60_000) * GOLDEN_RATIO) % 1) * entries.length);
  return [...entries.slice(at), ...entries.slice(0, at)];
};

/**
 * Repairs what crashes, lost wake-ups and ended suppressions leave: commits that could not be followed, alerts that no incident has, deliveries that were
 * intended and never handed over, pages that were decided and never sent, workflows that should run and do not. Safe to run
 * at any time and from several places.
 */
export const reconcile = async (ports: Ports): Promise<Reconciled> => {
  const now = ports.clock.now();
  const found = {
    commits: 0,
    unfollowed: 0,
    alerts: 0,
    deliveries: 0,
    workflows: 0,
    pages: 0,
    heartbeats: 0,
    suppressions: 0,
    failed: 0,
  };
  const attempt = async (what: string, work: () => Promise<void>): Promise<boolean> => {
    try {
      await work();
      return true;
    } catch (error) {
      ports.observer.failed(`reconciling ${what}`, error);
      return false;
    }
  };
  const step = async (what: string, work: () => Promise<void>): Promise<void> => {
    if (!(await attempt(what, work))) found.failed += 1;
  };
  // Pages that somebody waits for come first: all else may be very much.
  await step('deliveries', async () => {
    const told = new Set<string>();
    for (const delivery of await ports.stores.deliveries.unsettled(now - TAKE_OVER_AFTER_MS, BATCH)) {
      if ('pageId' in delivery.job) {
        if (await settleUnwanted(ports, delivery, delivery.job)) continue;
        await ports.queues.sendPage(delivery.job);
      } else if ('noticeId' in delivery.job) {
        await ports.queues.sendNotice(delivery.job);
      } else if (!told.has(delivery.messageId)) {
        // One job takes over all recipients of a message.
        await ports.queues.sendCommunication(delivery.job);
        told.add(delivery.messageId);
      }
      found.deliveries += 1;
    }
  });
  await step('processes', async () => {
    const pending = await ports.stores.projections.pending(INCIDENT_LIST, MOST_PROCESSES);
    const until = ports.clock.now() + PROCESSES_MS;
    for (const incidentId of fromAnotherPlace(pending, now)) {
      if (ports.clock.now() > until) break;
      await ports.pause();
      await attempt(`the workflows of ${incidentId}`, () => repairProcesses(ports, incidentId, now, found));
    }
  });
  await step('commits that no follower has seen', async () => {
    await findUnseen(ports);
  });
  await step('commits that were left', async () => {
    const { followed, unfollowed } = await followLeft(ports);
    found.commits = followed;
    found.unfollowed = unfollowed;
  });
  await step('shifts', async () => {
    const { configuration, live } = await ports.inForce();
    const isAsked = Boolean(configuration.rotas?.length) || live.records.some(({ kind }) => kind === SHIFTS);
    if (isAsked) await keepShifts(ports, configuration);
  });
  // Before the alerts: what a silence that is over has held back is acted upon in the same run.
  await step('suppressions', async () => {
    found.suppressions = await tendSuppressions(ports);
    await wakeAtNextChange(ports);
  });
  await step('alerts', async () => {
    await holdBackAttached(ports);
    found.alerts = await finishAlerts(ports, now - GRACE_MS);
  });
  await step('counts of repeats', () => writeShed(ports));
  await step('heartbeats', async () => {
    found.heartbeats = await checkDueHeartbeats(ports);
  });
  await step('digests', async () => {
    for (const { of, recipient } of await ports.stores.floods.due(now - GRACE_MS, BATCH)) {
      await ports.queues.sendDigest(recipient, 0, of);
    }
  });
  await step('what would age out of open incidents', async () => {
    await renewOpen(ports);
  });
  await ports.stores.durable();
  return found;
};

/** Workflows that should run and do not, and pages that were decided and never sent. */
const repairProcesses = async (
  ports: Ports,
  incidentId: string,
  now: number,
  found: { workflows: number; pages: number },
): Promise<void> => {
  const state = await loadIncident(ports, incidentId);
  if (!state) return;
  if (
    needsIncidentProcess(state) &&
    (await ports.workflows.ensureRunning('major-incident', { incidentId })) === 'started'
  )
    found.workflows += 1;
  const pagings = activePagings(state);
  for (const { pagingId } of pagings) {
    if ((await ports.workflows.ensureRunning('page-responders', { incidentId, pagingId })) === 'started')
      found.workflows += 1;
  }
  if (pagings.length > 0) found.pages += await resendPages(ports, state, now);
};

/** Nobody takes over a page that is no longer wanted: its row says what became of it, or it would be found for ever. */
const settleUnwanted = async (ports: Ports, { incidentId, deliveryId }: Delivery, job: PageJob): Promise<boolean> => {
  const paging = (await loadIncident(ports, incidentId))?.pagings[job.pagingId];
  if (paging?.status === 'paging') return false;
  const at = toIso(ports.clock.now());
  if (paging?.acknowledgedBy === job.personId) {
    await ports.stores.deliveries.settle({ incidentId, deliveryId, status: 'acknowledged', acknowledgedAt: at });
  } else {
    const failure = 'its sender crashed; not sent again because the page was no longer wanted';
    const ageSeconds = Math.round((toMs(at) - toMs(job.pagedAt)) / 1000);
    await ports.stores.deliveries.settle({
      incidentId,
      deliveryId,
      status: 'superseded',
      supersededAt: at,
      ageSeconds,
      failure,
    });
  }
  return true;
};

/**
 * Pages of running pagings that have no row in the ledger: decided, then lost before anybody tried. The same for a person's
 * further contact methods once they are overdue: what scheduled them may have been lost with its queue.
 */
const resendPages = async (ports: Ports, state: IncidentState, now: number): Promise<number> => {
  const { incidentId } = state;
  const lookup = await ports.inForce();
  const ofPagings = await Promise.all(
    activePagings(state).map(({ pagingId }) => {
      const [from, to] = pageIdsOf(incidentId, pagingId);
      return ports.stores.deliveries.between(incidentId, from, to);
    }),
  );
  const known = new Set(ofPagings.flat().map((d) => contactKey(d.messageId, d.job)));
  const missing = new Map<string, number[]>();
  for (const { pages } of activePagings(state)) {
    for (const page of pages) {
      const contacts = lookup.person(page.personId)?.contacts ?? [];
      const indexes = contacts.flatMap(({ afterSeconds }, contactIndex) => {
        const overdue = toMs(page.at) + afterSeconds * 1000 + GRACE_MS <= now;
        const isKnown = known.has(contactKey(page.pageId, { contactIndex }));
        return isKnown || (contactIndex > 0 && !overdue) ? [] : [contactIndex];
      });
      if (indexes.length > 0) missing.set(page.pageId, indexes);
    }
  }
  if (missing.size === 0) return 0;
  let sent = 0;
  for (const commit of await commitsThatPaged(ports, state, new Set(missing.keys()))) {
    for (const job of pagesOf(state, commit)) {
      for (const contactIndex of missing.get(job.pageId) ?? []) {
        await ports.queues.sendPage({ ...job, contactIndex });
        sent += 1;
      }
    }
  }
  return sent;
};

/** The commits that decided these pages of running pagings. */
const commitsThatPaged = async (
  { stores }: Ports,
  state: IncidentState,
  pageIds: ReadonlySet<string>,
): Promise<Commit[]> => {
  const { incidentId } = state;
  const pages = activePagings(state).flatMap((paging) => paging.pages.filter(({ pageId }) => pageIds.has(pageId)));
  const seqs = [...new Set(pages.map(({ seq }) => seq))];
  // What an earlier version stored of a page does not say where it was decided.
  if (seqs.includes(undefined)) return stores.commits.read(incidentId, 0);
  const found = await Promise.all(seqs.map((seq = 1) => stores.commits.read(incidentId, seq - 1, 1)));
  return found.flat();
};

const contactKey = (pageId: string, job: object): string => `${pageId}/${'contactIndex' in job ? job.contactIndex : 0}`;
