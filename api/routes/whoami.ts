import * as z from 'zod';
import { role } from '../../domain/configuration/access-token.ts';
import { type Route, route } from '../route.ts';

const shownPrincipal = z
  .strictObject({
    id: z.string().describe('Of the token or account'),
    name: z.string(),
    role,
    personId: z.string().optional().describe('The person of the configuration that this is, where it is one'),
  })
  .meta({ id: 'Principal' });
export type ShownPrincipal = z.infer<typeof shownPrincipal>;

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
    async handle({ principal: { id, name, personId, role: access } }) {
      return { status: 200, body: { id, name, role: access, ...(personId === undefined ? {} : { personId }) } };
    },
  }),
];
