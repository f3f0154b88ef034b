import * as z from 'zod';
import { USUAL_SCOPE } from '../../domain/access/sign-in.ts';
import { role } from '../../domain/configuration/access-token.ts';
import { type Route, route } from '../route.ts';

const shownPrincipal = z
  .strictObject({
    id: z.string().describe('Of the token or account'),
    name: z.string(),
    role,
    personId: z.string().optional().describe('The person of the configuration that this is, where it is one'),
    expiresAt: z.iso.datetime().optional().describe('Until when the token counts; absent where it has no end'),
  })
  .meta({ id: 'Principal' });
export type ShownPrincipal = z.infer<typeof shownPrincipal>;

const shownSignIn = z
  .strictObject({
    openid: z
      .strictObject({
        issuer: z.url().describe('Its documents are at `<issuer>/.well-known/openid-configuration`'),
        clientId: z.string().describe('The public client that the command line is there'),
        scope: z.string().describe(`What to ask for, such as \`${USUAL_SCOPE}\``),
      })
      .optional()
      .describe('The issuer whose tokens are taken, where there is one'),
  })
  .meta({ id: 'SignIn' });
export type ShownSignIn = z.infer<typeof shownSignIn>;

export const whoamiRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/whoami',
    operationId: 'whoAmI',
    summary: 'As whom the token or account of this request counts',
    description: 'What it may do follows from `role`: each role may do what the one before it may.',
    tag: 'operations',
    role: 'viewer',
    answers: { 200: { description: 'Whose request this is', schema: shownPrincipal } },
    async handle({ principal: { expiresAt, id, name, personId, role: access } }) {
      return {
        status: 200,
        body: {
          ...{ id, name, role: access },
          ...(personId === undefined ? {} : { personId }),
          ...(expiresAt === undefined ? {} : { expiresAt }),
        },
      };
    },
  }),
  route({
    method: 'get',
    path: '/v1/sign-in',
    operationId: 'readSignIn',
    summary: 'Where people sign in',
    description:
      'What `muster login` has to know, or any client that speaks OpenID Connect: authorization code with PKCE, as a public client. Every token that comes of it is taken here: the ID token, and an access token that is signed. `openid` is absent where people show tokens of Muster’s own and nothing else.',
    tag: 'operations',
    role: 'anybody',
    answers: {
      200: { description: 'The issuer, and what to ask of it', schema: shownSignIn },
    },
    async handle({ extras: { signIn } }) {
      return {
        status: 200,
        body: signIn ? { openid: signIn } : {},
        headers: { 'cache-control': 'public, max-age=60' },
      };
    },
  }),
];
