import * as z from 'zod';
import { role } from '../../domain/configuration/access-token.ts';
import { id } from '../../domain/configuration/primitives.ts';
import { problem } from '../../domain/failure/problem.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import { actor } from '../../domain/stream/commit.ts';
import type { TokenState } from '../../domain/token/fold.ts';
import type { AccessTokens } from '../../ports/access-tokens.ts';
import type { Ports } from '../../ports/ports.ts';
import { issueToken, revokeToken, rotateToken } from '../../usecases/tokens/change-token.ts';
import { listTokens, shownToken } from '../../usecases/tokens/list-tokens.ts';
import * as requests from '../../usecases/tokens/requests.ts';
import { metadataOf } from '../metadata-of.ts';
import { NO_STORE } from '../no-store.ts';
import { RequestRefused } from '../request-body.ts';
import { type Answer, type ApiExtras, type Route, route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

const shown = z
  .strictObject({
    id: z.string(),
    role,
    person: z.string().optional().meta({ description: 'Whose it is; of a program where it is not given' }),
    standing: z.enum(['in-force', 'expired', 'revoked']),
    from: z.enum(['files', 'people']).meta({ description: 'Who gave it the value that counts' }),
    generation: z.number().int(),
    seq: z.number().int().optional(),
    expiresAt: z.iso.datetime().optional(),
    oldUntil: z.iso.datetime().optional().meta({ description: 'Until when the value before counts as well' }),
    issuedAt: z.iso.datetime().optional(),
    issuedBy: actor.optional(),
    changedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'AccessToken' });

const shownOnce = shown
  .extend({ token: z.string().meta({ description: 'Its value, shown now and never again: it is stored nowhere' }) })
  .meta({ id: 'AccessTokenWithValue' });

const tokensIn = ({ accessTokens }: ApiExtras): AccessTokens => {
  if (accessTokens) return accessTokens;
  throw new RequestRefused(problem('unavailable', 'The values of tokens are not known here.'));
};

const params = z.strictObject({ token: id });

const headersOf = (seq: number): Readonly<Record<string, string>> => ({ ...NO_STORE, etag: `"${seq}"` });

const withValue = async (
  { clock }: Ports,
  extras: ApiExtras,
  kept: LiveRecord<TokenState>,
  status: number,
): Promise<Answer> => ({
  status,
  body: {
    ...shownToken(kept, clock.now()),
    token: await tokensIn(extras).valueOf(kept.id, kept.state.generation),
  },
  headers: headersOf(kept.seq),
});

export const tokenRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/tokens',
    operationId: 'listTokens',
    summary: 'The tokens of people and programs, without their values',
    description: 'Those of the configuration, and those that people issued, rotated or revoked by day.',
    tag: 'configuration',
    role: 'admin',
    answers: { 200: { description: 'All of them', schema: pageOf(shown).meta({ id: 'AccessTokenList' }) } },
    async handle({ ports }) {
      return { status: 200, body: { items: await listTokens(ports) } };
    },
  }),
  route({
    method: 'post',
    path: '/v1/tokens/{token}/issue',
    operationId: 'issueToken',
    summary: 'Issue a token to a person or a program; its value is shown once',
    description: 'In force here at once, and everywhere within a second.',
    tag: 'configuration',
    role: 'admin',
    conditional: 'create',
    params,
    body: requests.issueToken,
    answers: { 201: { description: 'With its value', schema: shownOnce } },
    async handle({ ports, extras, principal, params: { token }, body, idempotencyKey }) {
      return withValue(
        ports,
        extras,
        await issueToken(ports, token, body, metadataOf(ports, principal, idempotencyKey)),
        201,
      );
    },
  }),
  route({
    method: 'post',
    path: '/v1/tokens/{token}/rotate',
    operationId: 'rotateToken',
    summary: 'Give a token another value, which is shown once',
    description: 'Also of a token of the configuration, in whose place the new value stands from then on.',
    tag: 'configuration',
    role: 'admin',
    conditional: 'write',
    params,
    body: requests.rotateToken,
    answers: { 200: { description: 'With its new value', schema: shownOnce } },
    async handle({ ports, extras, principal, params: { token }, body, expectedSeq, idempotencyKey }) {
      const metadata = metadataOf(ports, principal, idempotencyKey);
      return withValue(ports, extras, await rotateToken(ports, token, body, metadata, expectedSeq), 200);
    },
  }),
  route({
    method: 'post',
    path: '/v1/tokens/{token}/revoke',
    operationId: 'revokeToken',
    summary: 'Have a token refused from now on',
    description: 'Also one of the configuration. It cannot be taken back; issue another under another id.',
    tag: 'configuration',
    role: 'admin',
    conditional: 'write',
    params,
    answers: { 200: { description: 'As it is now', schema: shown } },
    async handle({ ports, principal, params: { token }, expectedSeq, idempotencyKey }) {
      const kept = await revokeToken(ports, token, metadataOf(ports, principal, idempotencyKey), expectedSeq);
      return { status: 200, body: shownToken(kept, ports.clock.now()), headers: headersOf(kept.seq) };
    },
  }),
];
