import * as z from 'zod';
import { shownAddress } from '../../domain/access/shown-address.ts';
import { type Configuration, configurationFields, service } from '../../domain/configuration/configuration.ts';
import { route } from '../route.ts';
import { pageOf } from '../schemas/paging-through.ts';

/** Some addresses are secrets, such as the path of a webhook: their channel shows them to nobody. */
const withoutSecrets = (configuration: Configuration): Configuration => ({
  ...configuration,
  people: configuration.people.map((person) => ({
    ...person,
    contacts: person.contacts.map((contact) => ({
      ...contact,
      address: shownAddress(contact.channel, contact.address, 'admin'),
    })),
  })),
});

export const configurationRoutes = [
  route({
    method: 'get',
    path: '/v1/services',
    operationId: 'listServices',
    summary: 'The services that incidents are about',
    tag: 'configuration',
    role: 'viewer',
    answers: { 200: { description: 'All of them', schema: pageOf(service).meta({ id: 'ServiceList' }) } },
    async handle({ ports }) {
      return { status: 200, body: { items: (await ports.configuration.current()).services } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/configuration',
    operationId: 'readConfiguration',
    summary: 'The configuration in force',
    description:
      'Holds no key: those are derived and never stored. Of the webhooks of people only the origin is shown.',
    tag: 'configuration',
    role: 'admin',
    answers: {
      200: {
        description: 'As validated, with its version',
        schema: configurationFields.extend({ version: z.string() }).meta({ id: 'Configuration' }),
      },
    },
    async handle({ ports }) {
      return { status: 200, body: withoutSecrets(await ports.configuration.current()) };
    },
  }),
];
