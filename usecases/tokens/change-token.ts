import type * as z from 'zod';
import { requirePerson } from '../../domain/configuration/require-person.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { liveRecordOf } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { TokenState } from '../../domain/token/fold.ts';
import { ACCESS_TOKEN, type TokenCommand, type TokenOfFiles, tokens } from '../../domain/token/token.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';
import { nameless } from '../streams/nameless.ts';
import type { issueToken as issueRequest, rotateToken as rotateRequest } from './requests.ts';

type Kept = LiveRecord<TokenState>;

/** The administrator of an embedded installation, whose token is in its data directory. */
export const LOCAL_ADMIN = 'local-admin';

const refuseLocalAdmin = (id: string): void => {
  if (id !== LOCAL_ADMIN) return;
  throw new DomainError(
    'invalid-command',
    `"${LOCAL_ADMIN}" is the token in the data directory of an embedded installation; it changes with the master key.`,
  );
};

const perform = async (
  ports: Ports,
  id: string,
  command: TokenCommand,
  given: Metadata,
  expectedSeq?: number,
): Promise<Kept> => {
  refuseLocalAdmin(id);
  const { commit, folded } = await execute(ports, tokens, id, { ...command, metadata: nameless(given) }, expectedSeq);
  const record = liveRecordOf(ACCESS_TOKEN, id, folded);
  await ports.stores.live.put(record);
  await ports.stores.durable();
  if (commit)
    ports.observer.happened({
      kind: `token-${command.type}`,
      text: `The token ${id} (${record.state.role}): ${command.type}, by ${given.actor.id}`,
      at: given.now,
    });
  return record;
};

const ofFiles = async (ports: Ports, id: string): Promise<TokenOfFiles | undefined> => {
  const { accessTokens } = await ports.configuration.current();
  const found = accessTokens.find((one) => one.id === id);
  return found && { role: found.role, person: found.person, generation: found.generation };
};

/**
 * Issues a token, in force as soon as this returns (elsewhere within a second).
 *
 * @throws DomainError `illegal-transition` where there is or was one of that id, `unknown-person`, `invalid-command`
 */
export const issueToken = async (
  ports: Ports,
  id: string,
  { expiresAt, person, role }: z.infer<typeof issueRequest>,
  metadata: Metadata,
): Promise<Kept> => {
  if (person !== undefined) requirePerson(await ports.inForce(), person);
  if (await ofFiles(ports, id))
    throw new DomainError('illegal-transition', `The token ${id} is in the files; rotate it, and its value is shown.`);
  const until = expiresAt === undefined ? undefined : toIso(toMs(expiresAt));
  return perform(ports, id, { type: 'issue', role, person, expiresAt: until }, metadata);
};

/** Gives a token another value. @throws DomainError `token-not-found`, `illegal-transition`, `version-conflict` */
export const rotateToken = async (
  ports: Ports,
  id: string,
  { keepOldForSeconds }: z.infer<typeof rotateRequest>,
  metadata: Metadata,
  expectedSeq?: number,
): Promise<Kept> =>
  perform(ports, id, { type: 'rotate', keepOldForSeconds, ofFiles: await ofFiles(ports, id) }, metadata, expectedSeq);

/** Has a token refused from now on, of the files too. @throws DomainError `token-not-found`, `version-conflict` */
export const revokeToken = async (ports: Ports, id: string, metadata: Metadata, expectedSeq?: number): Promise<Kept> =>
  perform(ports, id, { type: 'revoke', ofFiles: await ofFiles(ports, id) }, metadata, expectedSeq);
