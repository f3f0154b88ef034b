import { createHmac } from 'node:crypto';
import { actorOf, type Principal, requireRole } from '../../domain/access/principal.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { requireService } from '../../domain/configuration/require-service.ts';
import { serviceSlotOf } from '../../domain/correlation/correlation.ts';
import { PRODUCTION } from '../../domain/environment/environment.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { CommandOf, OpenByHand } from '../../domain/incident/commands.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';
import { incidentList } from '../../projections/incident-list.ts';
import { openTarget, takesAlerts } from '../alerts/attach-alerts.ts';
import { keepData } from '../personal/keep-words.ts';
import { showWordsOf, withReporter } from '../personal/read-words.ts';
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
 * @param by a program's words go into the chain; who reported it to a person, and what they called and described, stand beside it
 * @throws DomainError `not-permitted`, `unknown-service`, `idempotency-conflict` when the key was used for another request
 */
export const openByHand = async (
  ports: Ports,
  principal: Principal,
  request: OpenByHand,
  idempotencyKey?: string,
  by: 'person' | 'program' = 'person',
): Promise<OpenedByHand> => {
  requireRole(principal, 'responder', 'open an incident');
  if (request.declare) requireRole(principal, 'manager', 'declare a major incident');
  const lookup = await ports.inForce();
  const incidentId =
    idempotencyKey === undefined
      ? `inc-${ports.ids.next()}`
      : `inc-${hashOf(['open-by-hand', principal.id, idempotencyKey]).slice(0, 26)}`;

  const before = idempotencyKey === undefined ? undefined : await firstCommit(ports, incidentId);
  const isSealed = by === 'person';
  const asked: Asked = { principal, request, lookup, ...(isSealed && { said: await saidIn(ports, request) }) };
  const opened = before
    ? { state: await sameRequest(ports, before, asked), repeated: true }
    : await openOrFindTwin(ports, asked, incidentId);
  // Also for a repeat: whoever opened it may have crashed before this.
  await joinCorrelation(ports, lookup, opened.state);
  await ports.stores.durable();
  return { ...opened, state: withReporter(await showWordsOf(ports, opened.state), lookup) };
};

/** What was asked, and by whom. */
interface Asked {
  readonly principal: Principal;
  readonly request: OpenByHand;
  readonly lookup: Lookup;
  /** A hash of the words that stand beside the chain, which says nothing without its key: by it a repeated request is known. */
  readonly said?: string;
}

const macOf = async ({ secrets }: Ports, words: readonly (string | undefined)[]): Promise<string> =>
  createHmac('sha256', await secrets.reporterKey())
    .update(JSON.stringify(words.map((word) => word ?? null)))
    .digest('hex');

const saidIn = (ports: Ports, { description, reporter, title }: OpenByHand): Promise<string> =>
  macOf(ports, [reporter, description, title]);

/** What it is about, for whoever may not read, or can no longer, what it was called. */
const aboutOf = ({ lookup, request }: Asked): string => `Reported: ${requireService(lookup, request.service).name}`;

const keptWords = ({ stores, ids, clock }: Ports, asked: Asked): Promise<SealedData> => {
  const { principal, request } = asked;
  const { description, reporter, title } = request;
  const data = {
    about: aboutOf(asked),
    title,
    ...(reporter !== undefined && { reporter }),
    ...(description !== undefined && { description }),
  };
  return keepData({ stores, ids }, 'words', reporter?.toLowerCase() ?? actorOf(principal).id, toIso(clock.now()), data);
};

const firstCommit = async (ports: Ports, incidentId: string): Promise<Commit | undefined> =>
  (await ports.stores.commits.read(incidentId, 0, 1))[0];

const openOrFindTwin = async (ports: Ports, asked: Asked, incidentId: string): Promise<OpenedByHand> => {
  const { lookup, principal } = asked;
  const command = {
    ...commandOf(asked, await nextIncidentNumber(ports)),
    ...(asked.said !== undefined && { words: await keptWords(ports, asked) }),
  };
  const metadata = { now: toIso(ports.clock.now()), actor: actorOf(principal), commandId: `open-${incidentId}` };
  try {
    const { state, commit } = await executeCommand(
      ports,
      lookup,
      incidentId,
      { ...command, metadata },
      { known: 'new' },
    );
    if (commit) {
      await showByNumber(ports, commit, state);
      return { state, repeated: false };
    }
  } catch (error) {
    // A twin of this request won the race under the same id, with a number of its own.
    if (!(error instanceof DomainError) || error.code !== 'idempotency-conflict') throw error;
  }
  const winner = (await firstCommit(ports, incidentId)) as Commit;
  return { state: await sameRequest(ports, winner, asked), repeated: true };
};

/** The stream keeps the row too, a moment later; whoever opened an incident looks it up by number at once. */
const showByNumber = async (ports: Ports, commit: Commit, state: IncidentState): Promise<void> => {
  try {
    await keepRow(ports, incidentList, commit, state);
  } catch (error) {
    ports.observer.failed('showing a new incident at once', error, { incidentId: state.incidentId });
  }
};

/** By whom it was opened: a person by the id alone, whose name the configuration knows. */
const openerOf = ({ name, personId }: Principal): string => personId ?? name;

const commandOf = (asked: Asked, number: string): Omit<CommandOf<'open'>, 'metadata'> => {
  const { lookup, principal, said } = asked;
  const { description, reporter, ...stated } = asked.request;
  const request = said === undefined ? stated : { ...stated, title: aboutOf(asked) };
  return {
    type: 'open',
    number,
    title: request.title,
    ...(said === undefined ? { description } : { said }),
    serviceId: requireService(lookup, request.service).id,
    environment: lookup.environmentNamed(
      request.environment ?? lookup.configuration.productionEnvironments[0] ?? PRODUCTION,
    ),
    origin: { kind: 'person', reporter: said === undefined && reporter ? reporter : openerOf(principal), via: 'api' },
    alerts: [],
    byHand: request,
  };
};

/** The same as an earlier version asked for it, whose chains had the title: a request may be repeated over an upgrade. */
const commandOfBefore = async (ports: Ports, asked: Asked, number: string): Promise<unknown> => {
  const { description, reporter, ...request } = asked.request;
  const { said: _, ...command } = commandOf(asked, number);
  const said = await macOf(ports, [reporter, description]);
  const isSealed = (reporter ?? description) !== undefined;
  return { ...command, title: request.title, byHand: request, ...(isSealed ? { said } : { description }) };
};

/** @throws DomainError `idempotency-conflict` unless the commit was asked for by this very request */
const sameRequest = async (ports: Ports, commit: Commit, asked: Asked): Promise<IncidentState> => {
  const state = applyCommit(undefined, commit);
  const isSame =
    commit.requestHash === hashOf(commandOf(asked, state.number)) ||
    commit.requestHash === hashOf(await commandOfBefore(ports, asked, state.number));
  if (!isSame) {
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
