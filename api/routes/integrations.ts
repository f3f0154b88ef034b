import * as z from 'zod';
import { sendingAddressOf } from '../../domain/access/sending-address.ts';
import { route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

const integrationAccess = z
  .strictObject({
    id: z.string(),
    name: z.string().optional(),
    source: z.string(),
    service: z.string().optional(),
    /** One per live generation, the newest first; two while a key is rotated. */
    addresses: z.array(
      z.strictObject({
        url: z.string().optional(),
        /** Where mail goes. */
        address: z.string().optional(),
        key: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'IntegrationAccess' });

export const integrationRoutes = [
  route({
    method: 'get',
    path: '/v1/integrations',
    operationId: 'listIntegrations',
    summary: 'Where each sender sends, and with which key',
    description:
      'Holds keys: whoever has one can raise alerts. They are derived from the master key and stored nowhere.',
    tag: 'configuration',
    role: 'admin',
    answers: { 200: { description: 'All of them', schema: pageOf(integrationAccess).meta({ id: 'IntegrationList' }) } },
    async handle({ ports, extras }) {
      const { integrations } = await ports.configuration.current();
      const reachable = { publicUrl: ports.publicUrl, mailDomain: extras.mailDomain };
      const items = await Promise.all(
        integrations.map(async (integration) => {
          const keys = (await extras.integrationKeys?.keysOf(integration.id)) ?? [];
          const { id, name, source, service } = integration;
          return {
            id,
            name,
            source,
            service,
            addresses: keys.map((key) => sendingAddressOf(integration, key, reachable)),
          };
        }),
      );
      return { status: 200, body: { items }, headers: { 'cache-control': 'no-store' } };
    },
  }),
];
