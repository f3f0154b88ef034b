import * as z from 'zod';
import { maskedAddress } from '../../domain/access/shown-address.ts';
import { webhook } from '../../domain/channel/webhook.ts';
import { id } from '../../domain/configuration/primitives.ts';
import { requirePerson } from '../../domain/configuration/require-person.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { problem } from '../../domain/failure/problem.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { NO_STORE } from '../no-store.ts';
import { RequestRefused } from '../request-body.ts';
import { type Route, route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

const asked = z
  .strictObject({
    address: z
      .string()
      .min(1)
      .max(2048)
      .optional()
      .meta({ description: 'As the configuration has it, or will have it' }),
    person: id.optional().meta({ description: 'Of whose webhooks, instead of an address' }),
  })
  .meta({ id: 'WebhookSecretsAsked' });

const secret = z
  .strictObject({
    address: z.string().meta({ description: 'Only its origin: chat products put a secret into the path' }),
    secret: z.string().meta({ description: 'As Standard Webhooks has it: whsec_ and base64' }),
  })
  .meta({ id: 'WebhookSecret' });

export const webhookRoutes: readonly Route[] = [
  route({
    method: 'post',
    path: '/v1/webhook-secrets',
    operationId: 'deriveWebhookSecrets',
    summary: 'What a receiver of webhooks verifies the signatures of its messages with',
    description: 'Changes nothing: the secret is derived from the master key and the address, and stored nowhere.',
    tag: 'configuration',
    role: 'admin',
    body: asked,
    answers: {
      200: { description: 'One for each address', schema: pageOf(secret).meta({ id: 'WebhookSecretList' }) },
    },
    async handle({ ports, extras: { webhookSecretOf }, principal, body: { address, person } }) {
      if (!webhookSecretOf)
        throw new RequestRefused(problem('unavailable', 'The secrets of webhooks are not known here.'));
      if ((address === undefined) === (person === undefined))
        throw new DomainError('invalid-command', 'Say either "address" or "person".');
      const why = address === undefined ? undefined : webhook.address.safeParse(address).error?.issues[0]?.message;
      if (why !== undefined) throw new DomainError('invalid-command', `This is no address of a webhook: ${why}.`);
      const addresses =
        person === undefined
          ? [address as string]
          : requirePerson(await ports.inForce(), person)
              .contacts.filter(({ channel }) => channel === webhook.id)
              .map((contact) => contact.address);
      const items = await Promise.all(
        addresses.map(async (one) => ({ address: maskedAddress(webhook.id, one), secret: await webhookSecretOf(one) })),
      );
      for (const { address: shown } of items)
        ports.observer.happened({
          kind: 'webhook-secret-shown',
          text: `${principal.name} was shown the secret of the webhook ${shown}`,
          at: toIso(ports.clock.now()),
        });
      return { status: 200, body: { items }, headers: NO_STORE };
    },
  }),
];
