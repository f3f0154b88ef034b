import type { Configuration } from '../domain/configuration/configuration.ts';
import { type Lookup, lookupIn } from '../domain/configuration/lookup.ts';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';

/**
 * A shop: checkout (tier 1), search (tier 3), a dev service (tier 4). Ana then Ben are on call for the services, Mia then
 * Max decide about major incidents, Cleo tells stakeholders, Zoe is the catch-all, twice.
 */
export const shopFile = {
  organisation: { name: 'Example Shop' },
  services: [
    { id: 'checkout', name: 'Checkout', tier: 1, team: 'payments', escalationPolicy: 'on-call', aliases: ['pay'] },
    { id: 'search', name: 'Search', tier: 3, team: 'payments', escalationPolicy: 'on-call' },
    { id: 'wiki', name: 'Wiki', tier: 4, team: 'payments', escalationPolicy: 'on-call' },
  ],
  teams: [{ id: 'payments', name: 'Payments', members: ['ana', 'ben'] }],
  people: ['ana', 'ben', 'mia', 'max', 'cleo', 'zoe'].map((id) => ({
    id,
    name: `${id.charAt(0).toUpperCase()}${id.slice(1)}`,
    contacts: [{ channel: 'sms', address: `+49170${id.length}${id.charCodeAt(0)}${id.charCodeAt(1)}` }],
  })),
  escalationPolicies: [
    {
      id: 'on-call',
      name: 'On call',
      levels: [
        { people: ['ana'], acknowledgeWithinSeconds: 300 },
        { people: ['ben'], acknowledgeWithinSeconds: 200 },
      ],
    },
    { id: 'managers', name: 'Managers', levels: [{ people: ['mia'] }, { people: ['max'] }] },
    { id: 'communications', name: 'Communications', levels: [{ people: ['cleo'] }] },
  ],
  catchAll: { people: ['zoe'], acknowledgeWithinSeconds: 60, repeat: 2 },
  paging: { digestSeconds: 0 },
  majorIncidentManagers: 'managers',
  communicationsLeads: 'communications',
  unroutedService: 'search',
  triggerRules: [
    {
      id: 'critical',
      description: 'a critical service is down',
      when: [
        { fact: 'severity', atMost: 2 },
        { fact: 'production', is: true },
      ],
      action: 'propose',
    },
  ],
  candidate: { decideWithinSeconds: 600, promoteWhenUndecided: ['SEV1'] },
  recovery: { watchSeconds: 900, relapseWithinSeconds: 3600 },
  roles: [
    { id: 'incident-commander', title: 'Incident commander', fillFrom: { policy: 'managers' }, tasks: ['lead'] },
    { id: 'communications-lead', title: 'Communications lead', fillFrom: { policy: 'communications' } },
    { id: 'technical-lead', title: 'Technical lead', fillFrom: 'service-team' },
    { id: 'scribe', title: 'Scribe', fillFrom: 'nobody' },
  ],
  templates: [{ id: 'plain', subject: '{{number}} {{occasion}}: {{title}}', body: '{{said}}\n{{url}}' }],
  communicationPlans: [
    {
      id: 'business',
      audience: 'business',
      occasions: [
        'declared',
        'severity-changed',
        'update',
        'mitigated',
        'resolved',
        'demoted',
        'merged',
        'relapsed',
        'review-opened',
        'review-overdue',
      ],
      template: 'plain',
    },
    {
      id: 'public',
      audience: 'public',
      when: [{ fact: 'severity', atMost: 1 }],
      occasions: ['declared', 'update', 'resolved'],
      template: 'plain',
      topic: 'status-page',
    },
  ],
  stakeholders: [
    { id: 'ceo', name: 'CEO', email: 'ceo@example.com', audience: 'business', severityAtLeast: 'SEV1' },
    { id: 'shop-owner', name: 'Owner', email: 'owner@example.com', audience: 'business', services: ['checkout'] },
    { id: 'search-owner', name: 'Searcher', email: 'search@example.com', audience: 'business', services: ['search'] },
  ],
  integrations: [
    { id: 'prometheus', source: 'alertmanager' },
    { id: 'monitor', source: 'pagerduty', service: 'checkout', environment: 'staging' },
  ],
} as const;

/** What of the shop's file is otherwise where people are told of many things at once, by two ways of reaching them. */
export const tellingAtOnce = {
  paging: { digestSeconds: 60 },
  people: shopFile.people.map((person) => ({
    ...person,
    contacts: [...person.contacts, { channel: 'email', address: `${person.id}@example.com`, afterSeconds: 120 }],
  })),
} as const;

/** The shop with some of its file replaced. */
export const shopWith = (changes: Record<string, unknown> = {}): Configuration =>
  parseConfiguration({ ...structuredClone(shopFile), ...changes });

export const shop: Lookup = lookupIn(shopWith());

export const shopLookup = (changes: Record<string, unknown>): Lookup => lookupIn(shopWith(changes));
