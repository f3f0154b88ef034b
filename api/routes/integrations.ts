import * as z from 'zod';
import { baseUrlOf, sendingAddressOf } from '../../domain/access/sending-address.ts';
import { didYouMean } from '../../domain/configuration/closest-name.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { id, keyGenerations } from '../../domain/configuration/primitives.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problem } from '../../domain/failure/problem.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import { NO_STORE } from '../no-store.ts';
import { RequestRefused } from '../request-body.ts';
import { type ApiExtras, route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

const sendingAddress = z.strictObject({
  /** Of the key. */
  generation: z.number().int().min(1),
  url: z.string().optional(),
  /** Where mail goes. */
  address: z.string().optional(),
  key: z.string().optional(),
  accessKeyId: z
    .string()
    .optional()
    .meta({ description: "For AWS' clients, where their protocols are served; the secret access key is the key" }),
});

const integrationAccess = z
  .strictObject({
    id: z.string(),
    name: z.string().optional(),
    source: z.string(),
    service: z.string().optional(),
    /** What all of its addresses begin with. */
    baseUrl: z.string(),
    /** One per live generation, the newest first; two while a key is rotated. */
    addresses: z.array(sendingAddress),
    /** Keys that its senders brought along; of those only the hash is known. */
    broughtKeys: z.number().int().min(0),
  })
  .meta({ id: 'IntegrationAccess' });
export type IntegrationAccess = z.infer<typeof integrationAccess>;

const derivedAddresses = integrationAccess
  .pick({ id: true, source: true, baseUrl: true, addresses: true })
  .extend({ inForce: z.boolean().meta({ description: 'Whether the configuration in force takes all of these keys' }) })
  .meta({ id: 'DerivedAddresses' });
export type DerivedAddresses = z.infer<typeof derivedAddresses>;

const toDerive = z
  .strictObject({ source: z.string().min(1).max(100), generations: keyGenerations })
  .meta({ id: 'AddressesToDerive' });

const keysIn = ({ integrationKeys }: ApiExtras): IntegrationKeys => {
  if (integrationKeys) return integrationKeys;
  throw new RequestRefused(problem('unavailable', 'The keys of integrations are not known here.'));
};

const addressesOf = (
  { publicUrl }: Pick<Ports, 'publicUrl'>,
  extras: ApiExtras,
  integration: Pick<Integration, 'id' | 'source' | 'topicArns' | 'keyGenerations'>,
): Promise<IntegrationAccess['addresses']> => {
  const keys = keysIn(extras);
  const { eventsUrl, mailDomain, sendersUrl } = extras;
  return Promise.all(
    integration.keyGenerations.map(async (generation) => {
      const key = await keys.keyOf(integration.id, generation);
      return { generation, ...sendingAddressOf(integration, key, { publicUrl, sendersUrl, eventsUrl, mailDomain }) };
    }),
  );
};

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
      const { publicUrl } = ports;
      const { sendersUrl } = extras;
      const { integrations } = await ports.configuration.current();
      const items = await Promise.all(
        integrations.map(async (integration): Promise<IntegrationAccess> => {
          const { keyHashes = [], name, service, source } = integration;
          const addresses = await addressesOf(ports, extras, integration);
          const broughtKeys = keyHashes.length;
          return {
            id: integration.id,
            name,
            source,
            service,
            baseUrl: baseUrlOf(source, { publicUrl, sendersUrl }),
            addresses,
            broughtKeys,
          };
        }),
      );
      return { status: 200, body: { items }, headers: NO_STORE };
    },
  }),
  route({
    method: 'post',
    path: '/v1/integrations/{integration}/addresses',
    operationId: 'deriveAddresses',
    summary: 'Where a sender is to send, and with which key, before its integration is configured',
    description:
      'Changes nothing: keys are derived from the master key, the id and the generation. A key is taken once a ' +
      'configuration that names its integration and generation is in force.',
    tag: 'configuration',
    role: 'admin',
    params: z.strictObject({ integration: id }),
    body: toDerive,
    answers: { 200: { description: 'One address per generation', schema: derivedAddresses } },
    async handle({ ports, extras, principal, params, body }) {
      const { source, generations } = body;
      if (!sourceById(source)) {
        const meant = didYouMean(
          source,
          SOURCES.map((one) => one.id),
        );
        throw new DomainError('invalid-command', `There is no source "${source}".${meant}`);
      }
      const { publicUrl } = ports;
      const wanted = { id: params.integration, source, keyGenerations: generations };
      const addresses = await addressesOf(ports, extras, wanted);
      const { integrations } = await ports.configuration.current();
      const inForce = integrations.some(
        (one) =>
          one.id === wanted.id && one.source === source && generations.every((g) => one.keyGenerations.includes(g)),
      );
      ports.observer.happened({
        kind: 'integration-key-shown',
        text: `${principal.name} was shown the key of the integration ${wanted.id}, generation ${generations.join(' and ')}`,
        at: toIso(ports.clock.now()),
      });
      return {
        status: 200,
        body: {
          id: wanted.id,
          source,
          baseUrl: baseUrlOf(source, { publicUrl, sendersUrl: extras.sendersUrl }),
          addresses,
          inForce,
        },
        headers: NO_STORE,
      };
    },
  }),
];
