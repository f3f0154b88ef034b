import { hashOf } from '../../domain/chain/chain.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { alertsAsked, groupsAsked } from '../../domain/incident/alerts-asked.ts';
import type { IncidentCommand } from '../../domain/incident/commands.ts';
import { type Commit, type Metadata, makeCommit } from '../../domain/incident/commit.ts';
import { type AlertCommand, decideAboutAlerts } from '../../domain/incident/decide/about-alerts.ts';
import { decideAboutReach, type ReachCommand } from '../../domain/incident/decide/about-reach.ts';
import { decide } from '../../domain/incident/decide/index.ts';
import { pagesOf } from '../../domain/incident/effects.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { INCIDENT_LIST } from '../../projections/incident-list.ts';
import { keepHead } from './keep-head.ts';
import { type Loaded, loadIncident, loadWithDistance, recalling, recallingGroups } from './load-incident.ts';

/** The id behind an id or the number people say aloud; undefined for a number that nobody has. */
export const incidentIdOf = async (ports: Pick<Ports, 'stores'>, idOrNumber: string): Promise<string | undefined> =>
  /^inc-\d{4}-\d{4,}$/i.test(idOrNumber)
    ? ports.stores.projections.keyOf(INCIDENT_LIST, idOrNumber.toUpperCase())
    : idOrNumber;

export const incidentNotFound = (idOrNumber: string): DomainError =>
  new DomainError('incident-not-found', `There is no incident "${idOrNumber}".`);

/** By id, or by the number people say aloud. @throws DomainError `incident-not-found` */
export const findIncident = async (ports: Pick<Ports, 'stores'>, idOrNumber: string): Promise<IncidentState> => {
  const incidentId = await incidentIdOf(ports, idOrNumber);
  const state = incidentId === undefined ? undefined : await loadIncident(ports, incidentId);
  if (!state) throw incidentNotFound(idOrNumber);
  return state;
};

/** Metadata of a command that Muster gives itself. */
export const systemMetadata = (
  ports: Pick<Ports, 'clock' | 'ids'>,
  kind: 'clock' | 'system',
  id: string,
): Metadata => ({
  now: toIso(ports.clock.now()),
  actor: { kind, id },
  commandId: ports.ids.next(),
});

export interface Executed {
  readonly state: IncidentState;
  /** Absent when the command asked for what was so already. */
  readonly commit?: Commit;
}

export interface ExecuteOptions {
  /** The seq the caller saw (ETag); another one is a `version-conflict`. */
  readonly expectedSeq?: number;
  /** The state as known to the caller, to spare a read; checked by the append. */
  readonly known?: IncidentState | 'new';
  /** Throws where whoever asks may not ask it of the incident as it is now. */
  readonly permitted?: (state: IncidentState | undefined) => void;
}

/** Writers that lose the race re-read and decide again; a storm over this many rounds means something else is wrong. */
const MAXIMUM_ROUNDS = 40;

/** Words that are kept beside the chain are sealed anew each time: a repeated command is known by the rest. */
const hashOfAsked = ({ metadata: _, words: __, ...asked }: IncidentCommand): string => hashOf(asked);

const stateToDecideOn = async (ports: Ports, incidentId: string, known: ExecuteOptions['known']): Promise<Loaded> => {
  if (known === undefined) return loadWithDistance(ports, incidentId);
  return { state: known === 'new' ? undefined : known, behind: 0 };
};

/** The state that a decision is made on: with all that is known of what its command is about. */
type Recalled<Command> = (ports: Ports, state: IncidentState, command: Command) => Promise<IncidentState>;

const withAsked: Recalled<IncidentCommand> = async (ports, state, command) => {
  const grouped = await recallingGroups(ports, state, groupsAsked(command));
  return recalling(ports, grouped, alertsAsked(command, grouped));
};

const execute = async <Command extends IncidentCommand>(
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  command: Command,
  rules: (incidentId: string, command: Command, state: IncidentState | undefined, lookup: Lookup) => IncidentEvent[],
  recalled: Recalled<Command>,
  requestHash: string,
  options: ExecuteOptions,
): Promise<Executed> => {
  const { metadata } = command;
  let known = options.known;
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const { state: loaded, behind } = await stateToDecideOn(ports, incidentId, known);
    known = undefined;
    const state = loaded && (await recalled(ports, loaded, command));
    const before = state?.recentCommands.find((c) => c.commandId === metadata.commandId);
    if (state && before) {
      if (before.requestHash === requestHash) return { state };
      throw new DomainError(
        'idempotency-conflict',
        'This Idempotency-Key was used for another request; use a new key.',
      );
    }
    if (options.expectedSeq !== undefined && state && state.seq !== options.expectedSeq) {
      throw new DomainError(
        'version-conflict',
        `${state.number} has changed since (now at ${state.seq}); read it again and repeat.`,
        {
          details: { seq: state.seq },
        },
      );
    }
    options.permitted?.(state);
    const events = rules(incidentId, command, state, lookup);
    if (events.length === 0 && state) return { state };
    const commit = makeCommit(state ?? { incidentId }, command, requestHash, events);
    if (await ports.stores.commits.append(commit)) {
      const next = applyCommit(state, commit);
      await sendPages(ports, next, commit);
      await keepHead(ports, next, behind);
      return { state: next, commit };
    }
  }
  throw new DomainError('version-conflict', `Too many changes to ${incidentId} at once; try again.`);
};

/**
 * Decides and appends, once, however many race: the append is the lock, the loser decides again on the newer state.
 * Pages that follow are handed over at once; all else that follows is the stream's.
 *
 * @throws DomainError what `decide` refuses; `version-conflict`; `idempotency-conflict` when the command id was used for
 *   something else
 */
export const executeCommand = (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  command: IncidentCommand,
  options: ExecuteOptions = {},
): Promise<Executed> => execute(ports, lookup, incidentId, command, decide, withAsked, hashOfAsked(command), options);

/**
 * As `executeCommand`, of what follows from messages of senders, with those rules alone. Nobody gives such a command twice under
 * one id, so what is asked is not hashed: a storm asks for a lot.
 *
 * @throws DomainError
 */
export const executeAlertCommand = (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  command: AlertCommand,
  options: ExecuteOptions = {},
): Promise<Executed> =>
  execute(
    ports,
    lookup,
    incidentId,
    command,
    decideAboutAlerts,
    withAsked,
    hashOf(command.metadata.commandId),
    options,
  );

/** As `executeCommand`, of what became of pages, with those rules alone, which ask about no alert. @throws DomainError */
export const executeReachCommand = (
  ports: Ports,
  lookup: Lookup,
  incidentId: string,
  command: ReachCommand,
  options: ExecuteOptions = {},
): Promise<Executed> =>
  execute(
    ports,
    lookup,
    incidentId,
    command,
    decideAboutReach,
    async (_, state) => state,
    hashOfAsked(command),
    options,
  );

/** The fast path: a failure here is repeated by the stream, so it must not fail what was committed. */
const sendPages = async (ports: Ports, state: IncidentState, commit: Commit): Promise<void> => {
  await Promise.all(
    pagesOf(state, commit).map(async (job) => {
      try {
        await ports.queues.sendPage(job);
      } catch (error) {
        ports.observer.failed('handing over a page on the fast path', error, { pageId: job.pageId });
      }
    }),
  );
};
