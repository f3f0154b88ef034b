import { lookupIn } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { SystemCommand } from '../../domain/incident/commands.ts';
import { wakesWorkflow } from '../../domain/incident/effects.ts';
import { toIso } from '../../domain/instant/instant.ts';
import {
  type PagingSituation,
  pagingSituationOf,
  type Situation,
  situationOf,
} from '../../domain/process/situation.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Wait } from '../../ports/stores.ts';
import { executeCommand, loadIncident, systemMetadata } from './execute-command.ts';

/** What the workflows call. They hold no truth: each asks where the incident stands, waits, or moves it one step. */

/** Where the major-incident process stands; `ended` for an incident that does not exist. */
export const assessIncident = async (ports: Ports, incidentId: string): Promise<Situation> => {
  const lookup = lookupIn(await ports.configuration.current());
  const state = await loadIncident(ports, incidentId);
  if (!state) return { phase: 'ended', waitSeconds: 1, seq: 0 };
  return situationOf(state, toIso(ports.clock.now()), lookup);
};

export const assessPaging = async (ports: Ports, incidentId: string, pagingId: string): Promise<PagingSituation> => {
  const state = await loadIncident(ports, incidentId);
  if (!state) return { phase: 'ended', waitSeconds: 1, level: 0, round: 0, seq: 0 };
  return pagingSituationOf(state, pagingId, toIso(ports.clock.now()));
};

/** The steps by which a clock or the process itself moves an incident. */
export const PROCESS_STEPS = [
  'escalate-candidate',
  'organise',
  'miss-update',
  'confirm-recovery',
  'open-review',
  'remind-review',
  'close',
] as const;
const BY_CLOCK: ReadonlySet<ProcessStep> = new Set([
  'escalate-candidate',
  'miss-update',
  'confirm-recovery',
  'remind-review',
]);

export type ProcessStep = (typeof PROCESS_STEPS)[number];

/** Takes one step; a step that is not due (any more) changes nothing. */
export const advanceIncident = async (ports: Ports, incidentId: string, step: ProcessStep): Promise<void> => {
  const lookup = lookupIn(await ports.configuration.current());
  const byClock = BY_CLOCK.has(step);
  const command: SystemCommand | { type: 'close'; reason: string } =
    step === 'close' ? { type: 'close', reason: 'the process is complete' } : { type: step };
  try {
    await executeCommand(ports, lookup, incidentId, {
      ...command,
      metadata: systemMetadata(ports, byClock ? 'clock' : 'system', 'major-incident process'),
    });
  } catch (error) {
    // Somebody else moved it since the process looked (reopened it, closed it by hand): it looks again.
    if (!(error instanceof DomainError && error.code === 'illegal-transition')) throw error;
  }
  await ports.stores.durable();
};

/** The page was not acknowledged in time: the next level, unless it moved on meanwhile. */
export const pageNextLevel = async (
  ports: Ports,
  input: { incidentId: string; pagingId: string; level: number; round: number },
): Promise<void> => {
  const lookup = lookupIn(await ports.configuration.current());
  await executeCommand(ports, lookup, input.incidentId, {
    type: 'page-next-level',
    pagingId: input.pagingId,
    afterLevel: input.level,
    afterRound: input.round,
    metadata: systemMetadata(ports, 'clock', 'escalation'),
  });
  await ports.stores.durable();
};

/**
 * Keeps the token of a workflow that waits, then looks whether what it waits for has happened meanwhile: a change between
 * the workflow's last look and this row would otherwise wake nobody.
 */
export const awaitChange = async (ports: Ports, wait: Wait): Promise<void> => {
  await ports.stores.waits.put(wait);
  await ports.stores.durable();
  const since = await ports.stores.commits.read(wait.incidentId, wait.seenSeq);
  if (!since.some(wakesWorkflow)) return;
  await ports.workflows.wake(wait.token, { seq: since.at(-1)?.seq ?? wait.seenSeq });
  await ports.stores.waits.remove(wait);
};
