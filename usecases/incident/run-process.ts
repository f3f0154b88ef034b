import type { Lookup } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { wakesWorkflow } from '../../domain/incident/consequences.ts';
import { activePagings, type IncidentState } from '../../domain/incident/state.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { askedBy, type DueCommand, dueOf } from '../../domain/process/due-list.ts';
import {
  type PagingSituation,
  pagingSituationOf,
  type Situation,
  situationOf,
  standingOf,
} from '../../domain/process/situation.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Wait } from '../../ports/stores.ts';
import { isSilent, unreachedBy } from '../reach/reached.ts';
import { executeCommand, executeReachCommand, systemMetadata } from './execute-command.ts';
import { loadIncident } from './load-incident.ts';

/** What the workflows call. They hold no truth: each has done what is due, is told where that leads, and waits. */

const NOTHING: Situation = { phase: 'ended', waitSeconds: 1, seq: 0 };

/** Where the major-incident process stands, with nothing done; `ended` for an incident that does not exist. */
const lookAt = async (ports: Ports, incidentId: string): Promise<Situation> => {
  const lookup = await ports.inForce();
  const state = await loadIncident(ports, incidentId);
  return state ? situationOf(state, toIso(ports.clock.now()), lookup, dueOf(state, lookup)) : NOTHING;
};

/**
 * Does all that is due by now, each thing once, and says what the process waits for then. Nothing that is not due happens,
 * however often and from wherever this is called.
 */
export const advanceIncident = async (ports: Ports, incidentId: string): Promise<Situation> => {
  const lookup = await ports.inForce();
  let state = await loadIncident(ports, incidentId);
  if (!state) return NOTHING;
  const tried = new Set<DueCommand>();
  for (;;) {
    const now = toIso(ports.clock.now());
    const toCome = dueOf(state, lookup).filter(({ what, at }) => at > now || !tried.has(what));
    const due = toCome.find(({ at }) => at <= now);
    if (!due) {
      await ports.stores.durable();
      return situationOf(state, now, lookup, toCome);
    }
    tried.add(due.what);
    state = await carryOut(ports, lookup, state, due.what);
  }
};

const commandFor = async (ports: Ports, state: IncidentState, what: DueCommand) => {
  if (what === 'close') return { type: what, reason: 'the process is complete' } as const;
  if (what !== 'escalate-candidate') return { type: what } as const;
  // Who was asked in time and never told, by a queue that stands still say, is not passed over.
  const deciding = activePagings(state).filter(({ purpose }) => purpose === 'major-incident-manager');
  const unreached = (await Promise.all(deciding.map((paging) => unreachedBy(ports, state.incidentId, paging)))).flat();
  return { type: what, ...(unreached.length > 0 && { unreached }) } as const;
};

const carryOut = async (
  ports: Ports,
  lookup: Lookup,
  state: IncidentState,
  what: DueCommand,
): Promise<IncidentState> => {
  const { incidentId } = state;
  const metadata = systemMetadata(ports, askedBy(what), 'major-incident process');
  const command = await commandFor(ports, state, what);
  try {
    return (await executeCommand(ports, lookup, incidentId, { ...command, metadata }, { known: state })).state;
  } catch (error) {
    // Somebody else moved it since it was read (reopened it, closed it by hand): it is read again.
    if (!(error instanceof DomainError && error.code === 'illegal-transition')) throw error;
    return (await loadIncident(ports, incidentId)) ?? state;
  }
};

/** Where one paging stands; `ended` for one that does not exist. */
export const assessPaging = async (ports: Ports, incidentId: string, pagingId: string): Promise<PagingSituation> => {
  const state = await loadIncident(ports, incidentId);
  if (!state) return { phase: 'ended', waitSeconds: 1, level: 0, round: 0, seq: 0 };
  return pagingSituationOf(state, pagingId, toIso(ports.clock.now()));
};

/** The page was not acknowledged in time: the next level, unless it moved on meanwhile. */
export const pageNextLevel = async (
  ports: Ports,
  input: { incidentId: string; pagingId: string; level: number; round: number },
): Promise<PagingSituation> => {
  const lookup = await ports.inForce();
  const known = await loadIncident(ports, input.incidentId);
  const paging = known?.pagings[input.pagingId];
  const silent = paging !== undefined && (await isSilent(ports, input.incidentId, paging));
  const { state } = await executeReachCommand(
    ports,
    lookup,
    input.incidentId,
    {
      type: 'page-next-level',
      pagingId: input.pagingId,
      afterLevel: input.level,
      afterRound: input.round,
      ...(silent ? { silent } : {}),
      metadata: systemMetadata(ports, 'clock', 'escalation'),
    },
    { known },
  );
  await ports.stores.durable();
  return pagingSituationOf(state, input.pagingId, toIso(ports.clock.now()));
};

const PAGING_WAITER = /^page-responders:(.+)$/;

const situationFor = (
  ports: Ports,
  { incidentId, waiter }: Wait,
  ofProcess: (ports: Ports, incidentId: string) => Promise<Situation>,
): Promise<Situation | PagingSituation> => {
  const pagingId = PAGING_WAITER.exec(waiter)?.[1];
  return pagingId === undefined ? ofProcess(ports, incidentId) : assessPaging(ports, incidentId, pagingId);
};

/** A time-out is in whole seconds, and begins a moment before its wait is kept. */
const SAME_MS = 1_000;

/**
 * Whether a workflow that waits would do anything otherwise, were it told. It would not while it waits for the same and is to do it no
 * sooner: should it be later, the workflow looks when its own time is over, finds nothing due, and waits again.
 */
const isNews = ({ waitsFor }: Wait, situation: Situation | PagingSituation, now: EpochMs): boolean => {
  if (waitsFor === undefined || waitsFor.standing !== standingOf(situation)) return true;
  return now + situation.waitSeconds * 1000 < waitsFor.until - SAME_MS;
};

/** A token that nobody waits for any more is dropped. */
const wakeFor = async (ports: Ports, wait: Wait, situation: Situation | PagingSituation): Promise<void> => {
  if (!isNews(wait, situation, ports.clock.now())) return;
  await ports.workflows.wake(wait.token, situation);
  await ports.stores.waits.remove(wait);
};

/** Wakes every workflow that last looked before this commit, and for which this changes anything. */
export const wakeWaiting = async (ports: Ports, incidentId: string, seq: number): Promise<void> => {
  for (const wait of await ports.stores.waits.ofIncident(incidentId)) {
    if (wait.seenSeq >= seq) continue;
    // Done here, so that the workflow need not ask: it goes straight to what it waits for next.
    await wakeFor(ports, wait, await situationFor(ports, wait, advanceIncident));
  }
};

/** Behind more commits than this a workflow is woken to look for itself: a chain may have grown by a storm. */
const MOST_LOOKED_AT = 200;

/**
 * Keeps the token of a workflow that waits, then looks whether what it waits for has happened meanwhile: a change between
 * the workflow's last look and this row would otherwise wake nobody.
 */
export const awaitChange = async (ports: Ports, wait: Wait): Promise<void> => {
  await ports.stores.waits.put(wait);
  await ports.stores.durable();
  const since = await ports.stores.commits.read(wait.incidentId, wait.seenSeq, MOST_LOOKED_AT);
  if (since.length < MOST_LOOKED_AT && !since.some(wakesWorkflow)) return;
  await wakeFor(ports, wait, await situationFor(ports, wait, lookAt));
};
