import * as z from 'zod';
import { type AccessRole, role } from '../configuration/access-token.ts';
import { DomainError } from '../failure/domain-error.ts';
import { type Iso, toIso, toMs } from '../instant/instant.ts';
import type { LiveRecord } from '../live/live-record.ts';
import type { Stream } from '../stream/stream.ts';
import { type TokenEvent, type TokenState, tokenFold } from './fold.ts';

export const ACCESS_TOKEN = tokenFold.kind;

export const isToken = (record: LiveRecord): record is LiveRecord<TokenState> => record.kind === ACCESS_TOKEN;

/** A token as the files have it, which what people do to it by day begins with. */
export interface TokenOfFiles {
  readonly role: AccessRole;
  readonly person?: string | undefined;
  readonly generation: number;
}

export type TokenCommand =
  | {
      readonly type: 'issue';
      readonly role: AccessRole;
      readonly person?: string | undefined;
      readonly expiresAt?: Iso | undefined;
    }
  | { readonly type: 'rotate'; readonly keepOldForSeconds: number; readonly ofFiles?: TokenOfFiles | undefined }
  | { readonly type: 'revoke'; readonly ofFiles?: TokenOfFiles | undefined };

/** What may happen to a token. Fields are added as optional, never changed. */
export const tokenEvent = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('TokenIssued'),
    role,
    person: z.string().optional(),
    expiresAt: z.iso.datetime().optional(),
  }),
  z.strictObject({
    type: z.literal('TokenRotated'),
    role,
    person: z.string().optional(),
    generation: z.number().int(),
    old: z.strictObject({ generation: z.number().int(), ofFiles: z.boolean(), until: z.iso.datetime() }).optional(),
  }),
  z.strictObject({ type: z.literal('TokenRevoked'), role, person: z.string().optional() }),
]) satisfies z.ZodType<TokenEvent>;

const notFound = (id: string): DomainError =>
  new DomainError('token-not-found', `There is no token "${id}"; \`muster token list\` shows those that there are.`);

/** What stands now, of people or of the files. @throws DomainError `token-not-found` */
const standing = (
  id: string,
  state: TokenState | undefined,
  ofFiles: TokenOfFiles | undefined,
): Pick<TokenState, 'role' | 'person'> & { readonly generation: number; readonly ofFiles: boolean } => {
  if (state && !state.revoked) return { ...state, ofFiles: false };
  if (state?.revoked) throw new DomainError('illegal-transition', `The token ${id} was revoked; issue another.`);
  if (ofFiles) return { ...ofFiles, ofFiles: true };
  throw notFound(id);
};

export const tokens: Stream<TokenEvent, TokenState, TokenCommand> = {
  ...tokenFold,
  event: tokenEvent,
  decide: (id, command, state) => {
    switch (command.type) {
      case 'issue': {
        if (state) throw new DomainError('illegal-transition', `There was a token ${id} before; choose another id.`);
        const { expiresAt, person, role: given } = command;
        if (expiresAt !== undefined && toMs(expiresAt) <= toMs(command.metadata.now))
          throw new DomainError('invalid-command', `This token would have expired already, at ${expiresAt}.`);
        return [{ type: 'TokenIssued', role: given, ...(person && { person }), ...(expiresAt && { expiresAt }) }];
      }
      case 'rotate': {
        const { generation, ofFiles, person, role: given } = standing(id, state, command.ofFiles);
        const until = toIso(toMs(command.metadata.now) + command.keepOldForSeconds * 1000);
        return [
          {
            type: 'TokenRotated',
            role: given,
            ...(person && { person }),
            generation: ofFiles ? 1 : generation + 1,
            ...(command.keepOldForSeconds > 0 && { old: { generation, ofFiles, until } }),
          },
        ];
      }
      case 'revoke': {
        if (state?.revoked) return [];
        const { person, role: given } = standing(id, state, command.ofFiles);
        return [{ type: 'TokenRevoked', role: given, ...(person && { person }) }];
      }
      default:
        return command satisfies never;
    }
  },
};
