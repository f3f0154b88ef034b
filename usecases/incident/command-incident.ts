import { createHmac } from 'node:crypto';
import { actorOf, type Principal, requireRole } from '../../domain/access/principal.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { PublicCommand } from '../../domain/incident/commands.ts';
import { requiredRole } from '../../domain/incident/required-role.ts';
import { type IncidentState, isEnded, isMajorOrProposed } from '../../domain/incident/state.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { changeNamed } from '../changes/recent-changes.ts';
import { keepWords } from '../personal/keep-words.ts';
import { executeCommand, findIncident } from './execute-command.ts';
import { stateAt } from './load-incident.ts';

export interface CommandOptions {
  /** The seq the caller saw (`If-Match`). */
  readonly expectedSeq?: number;
  /** The same key for the same request is answered as the first time. */
  readonly idempotencyKey?: string;
}

/**
 * Does to an incident what a person or a program asks.
 *
 * @returns the incident as of the commit that this request became, or as it is when it asked for what was so already
 * @throws DomainError `not-permitted`, `incident-not-found`, `version-conflict`, `idempotency-conflict`, and whatever the
 *   rules of the incident refuse
 */
export const commandIncident = async (
  ports: Ports,
  principal: Principal,
  idOrNumber: string,
  command: PublicCommand,
  options: CommandOptions = {},
): Promise<IncidentState> => {
  const permitted = (state?: IncidentState): void => {
    const major = state && isMajorOrProposed(state) ? ' a major incident or a candidate' : '';
    requireRole(principal, requiredRole(command.type, state), `${command.type.replaceAll('-', ' ')}${major}`);
  };
  permitted();
  const lookup = await ports.inForce();
  const found = await findIncident(ports, idOrNumber);
  const commandId =
    options.idempotencyKey === undefined
      ? ports.ids.next()
      : `key-${hashOf([principal.id, options.idempotencyKey]).slice(0, 32)}`;
  const before = found.recentCommands.find((recent) => recent.commandId === commandId);
  const asked = {
    ...forPrincipal(command, principal),
    ...(command.type === 'link-change' ? { change: await changeNamed(ports, lookup, found, command) } : {}),
    ...(command.type === 'add-note' ? await keptNote(ports, principal, command.text) : {}),
    ...(command.type === 'merge' ? await mergeTarget(ports, command.into, before !== undefined) : {}),
    metadata: { now: toIso(ports.clock.now()), actor: actorOf(principal), commandId },
  };
  const { state, commit } = await executeCommand(ports, lookup, found.incidentId, asked, {
    expectedSeq: options.expectedSeq,
    known: found,
    permitted,
  });
  await ports.stores.durable();
  if (commit) return state;
  const earlier = state.recentCommands.find((recent) => recent.commandId === commandId);
  return (earlier && earlier.seq !== state.seq && (await stateAt(ports, state.incidentId, earlier.seq))) || state;
};

/**
 * What people write stands beside the chain, and goes with them. A repeated request is known by a hash that says nothing
 * without its key.
 */
const keptNote = async (ports: Ports, { id }: Principal, text: string) => ({
  text: '',
  said: createHmac('sha256', await ports.secrets.reporterKey())
    .update(text)
    .digest('hex'),
  words: await keepWords(ports, 'note', id, toIso(ports.clock.now()), text),
});

/** Who acknowledges or passes on without saying for whom, does it for themselves. */
const forPrincipal = (command: PublicCommand, principal: Principal): PublicCommand =>
  (command.type === 'acknowledge' || command.type === 'pass-on') &&
  command.person === undefined &&
  principal.personId !== undefined
    ? { ...command, person: principal.personId }
    : command;

/**
 * The aggregate sees one incident; whether the other one can take it is looked up here.
 *
 * @param repeated the merge was done before, and what has become of the other since no longer matters
 */
const mergeTarget = async (
  ports: Ports,
  into: string,
  repeated: boolean,
): Promise<{ intoId: string; intoNumber: string }> => {
  const target = await findIncident(ports, into).catch((error: unknown) => {
    if (!(error instanceof DomainError)) throw error;
    throw new DomainError('invalid-command', `There is no incident "${into}" to merge into.`);
  });
  if (isEnded(target) && !repeated) {
    const instead = target.mergedInto ? `merge into ${target.mergedInto.number}` : 'reopen it first';
    throw new DomainError('illegal-transition', `${target.number} is ${target.status}: ${instead}.`, {
      details: { incidentStatus: target.status, major: target.major },
    });
  }
  return { intoId: target.incidentId, intoNumber: target.number };
};
