import type { Configuration } from '../domain/configuration/configuration.ts';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';

/** The file behind `exampleConfiguration`, to be changed in part: `parseConfiguration({ ...exampleFile, services: … })`. */
export const exampleFile = {
  organisation: { name: 'Example Shop' },
  services: [
    {
      id: 'checkout',
      name: 'Checkout',
      tier: 1,
      team: 'payments',
      escalationPolicy: 'payments-on-call',
      aliases: ['shop-checkout'],
    },
    { id: 'search', name: 'Search', tier: 3, team: 'payments', escalationPolicy: 'payments-on-call' },
    { id: 'unrouted', name: 'Unrouted alerts', tier: 3, team: 'payments', escalationPolicy: 'payments-on-call' },
  ],
  teams: [{ id: 'payments', name: 'Payments', members: ['ana', 'ben'] }],
  people: [
    { id: 'ana', name: 'Ana', contacts: [{ channel: 'sms', address: '+491700000001' }] },
    { id: 'ben', name: 'Ben', contacts: [{ channel: 'email', address: 'ben@example.com' }] },
    { id: 'mia', name: 'Mia', contacts: [{ channel: 'sms', address: '+491700000003' }] },
  ],
  escalationPolicies: [
    {
      id: 'payments-on-call',
      name: 'Payments on call',
      levels: [
        { people: ['ana'], acknowledgeWithinSeconds: 300 },
        { people: ['ben'], acknowledgeWithinSeconds: 300 },
      ],
    },
    { id: 'major-incident-managers', name: 'Major incident managers', levels: [{ people: ['mia'] }] },
  ],
  catchAll: { people: ['mia'] },
  majorIncidentManagers: 'major-incident-managers',
  paging: { digestSeconds: 0 },
  unroutedService: 'unrouted',
  roles: [{ id: 'incident-manager', title: 'Incident manager' }],
  integrations: [
    { id: 'prometheus', source: 'alertmanager' },
    { id: 'aws', source: 'cloudwatch' },
    { id: 'aws-health', source: 'aws-health' },
    { id: 'monitor', source: 'pagerduty', service: 'checkout' },
    { id: 'scripts', source: 'generic', keyGenerations: [2, 1] },
  ],
} as const;

/** Two services, three people, one integration of each source. */
export const exampleConfiguration = (): Configuration => parseConfiguration(structuredClone(exampleFile));
