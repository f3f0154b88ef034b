import { actorOf, type Principal, requireRole } from '../../domain/access/principal.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import { type Lookup, requireService } from '../../domain/configuration/lookup.ts';
import { serviceSlotOf } from '../../domain/correlation/correlation.ts';
import { PRODUCTION } from '../../domain/environment/environment.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { CommandOf, OpenByHand } from '../../domain/incident/commands.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { incidentList } from '../../projections/incident-list.ts';
import { openTarget, takesAlerts } from '../alerts/attach-alerts.ts';
import { keepRow } from '../projections/keep-rows.ts';
import { executeCommand } from './execute-command.ts';
import { loadIncident } from './load-incident.ts';
import { nextIncidentNumber } from './number-incident.ts';

export interface OpenedByHand {
  /** As of the commit that opened it. */
  readonly state: IncidentState;
  /** True when this very request had opened it before. */
  readonly repeated: boolean;
}

/**
 * Opens an incident that a person reports, or declares a major one at once.
 *
 * With an idempotency key the id follows from the key, so that a repeat finds the same incident and gets the same answer.
 *
 * @throws DomainError `not-permitted`, `unknown-service`, `idempotency-conflict` when the key was used for another request
 */
export const openByHand = async (
  ports: Ports,
  principal: Principal,
  request: OpenByHand,
  idempotencyKey?: string,
): Promise<OpenedByHand> => {
  requireRole(principal, 'responder', 'open an incident');
  if (request.declare) requireRole(principal, 'manager', 'declare a major incident');
  const lookup = await ports.inForce();
  const incidentId =
    idempotencyKey === undefined
      ? `inc-${ports.ids.next()}`
      : `inc-${hashOf(['open-by-hand', principal.id, idempotencyKey]).slice(0, 26)}`;

  const before = idempotencyKey === undefined ? undefined : await firstCommit(ports, incidentId);
  const opened = before
    ? { state: sameRequest(before, principal, request, lookup), repeated: true }
    : await openOrFindTwin(ports, lookup, principal, request, incidentId);
  // Also for a repeat: whoever opened it may have crashed before this.
  await joinCorrelation(ports, lookup, opened.state);
  await ports.stores.durable();
  return opened;
};

const firstCommit = async (ports: Ports, incidentId: string): Promise<Commit | undefined> =>
  (await ports.stores.commits.read(incidentId, 0, 1))[0];

const openOrFindTwin = async (
  ports: Ports,
  lookup: Lookup,
  principal: Principal,
  request: OpenByHand,
  incidentId: string,
): Promise<OpenedByHand> => {
  const asked = commandOf(principal, request, await nextIncidentNumber(ports), lookup);
  const metadata = { now: toIso(ports.clock.now()), actor: actorOf(principal), commandId: `open-${incidentId}` };
  try {
    const { state, commit } = await executeCommand(ports, lookup, incidentId, { ...asked, metadata }, { known: 'new' });
    if (commit) {
      await showByNumber(ports, commit, state);
      return { state, repeated: false };
    }
  } catch (error) {
    // A twin of this request won the race under the same id, with a number of its own.
    if (!(error instanceof DomainError) || error.code !== 'idempotency-conflict') throw error;
  }
  const winner = (await firstCommit(ports, incidentId)) as Commit;
  return { state: sameRequest(winner, principal, request, lookup), repeated: true };
};

/** The stream keeps the row too, a moment later; whoever opened an incident looks it up by number at once. */
const showByNumber = async (ports: Ports, commit: Commit, state: IncidentState): Promise<void> => {
  try {
    await keepRow(ports, incidentList, commit, state);
  } catch (error) {
    ports.observer.failed('showing a new incident at once', error, { incidentId: state.incidentId });
  }
};

const commandOf = (
  principal: Principal,
  request: OpenByHand,
  number: string,
  lookup: Lookup,
): Omit<CommandOf<'open'>, 'metadata'> => ({
  type: 'open',
  number,
  title: request.title,
  description: request.description,
  serviceId: requireService(lookup, request.service).id,
  environment: lookup.environmentNamed(
    request.environment ?? lookup.configuration.productionEnvironments[0] ?? PRODUCTION,
  ),
  origin: { kind: 'person', reporter: request.reporter ?? principal.name, via: 'api' },
  alerts: [],
  byHand: request,
});

/** @throws DomainError `idempotency-conflict` unless the commit was asked for by this very request */
const sameRequest = (commit: Commit, principal: Principal, request: OpenByHand, lookup: Lookup): IncidentState => {
  const state = applyCommit(undefined, commit);
  if (commit.requestHash !== hashOf(commandOf(principal, request, state.number, lookup))) {
    throw new DomainError('idempotency-conflict', 'This Idempotency-Key was used for another request; use a new key.');
  }
  return state;
};

/**
 * Lets later alerts of the service join, unless another incident takes them already. Without it they would open an
 * incident of their own, which is a nuisance and no loss: so it never fails the request.
 */
const joinCorrelation = async (ports: Ports, lookup: Lookup, state: IncidentState): Promise<void> => {
  const slotKey = serviceSlotOf(state);
  try {
    const slot = await ports.stores.slots.claim(slotKey, state.incidentId);
    if (slot.incidentId === state.incidentId) return;
    const holder = await loadIncident(ports, slot.incidentId);
    // Claimed and not opened yet: an alert is about to.
    if (!holder) return;
    const target = isEnded(holder) ? await openTarget(ports, slot.incidentId) : holder;
    if (target && takesAlerts(target, lookup, ports.clock.now())) return;
    await ports.stores.slots.replace(slotKey, slot.incidentId, state.incidentId);
  } catch (error) {
    ports.observer.failed('claiming the correlation slot of an incident opened by hand', error, { slotKey });
  }
};
