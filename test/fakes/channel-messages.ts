import type { CommunicationMessage, PageMessage } from '../../domain/channel/channel.ts';
import { shownIncidentOf } from '../../domain/communication/shown-incident.ts';
import { fillTemplate, type TemplateFacts } from '../../domain/communication/template.ts';
import { given, opened } from '../domain/incident/specification.ts';

/** Longer than any link that Muster makes. */
export const ACKNOWLEDGE_URL = `https://muster.example.com/acknowledge/${'a'.repeat(400)}`;

const INCIDENT_URL = 'https://muster.example.com/v1/incidents/INC-2026-0001';

/** A page to Ana, as a channel is given it. */
export const pageMessage = (changes: Partial<PageMessage['page']> = {}): PageMessage => ({
  page: {
    incidentId: 'inc-1',
    pageId: 'inc-1.p1.l1.ana',
    personId: 'ana',
    level: 1,
    catchAll: false,
    purpose: 'resolver',
    number: 'INC-2026-0001',
    title: 'Orders cannot be paid',
    severity: 'SEV1',
    serviceId: 'checkout',
    environment: 'production',
    reason: 'SEV1 on Checkout',
    pagedAt: '2026-11-21T20:00:00.000Z',
    acknowledgeBy: '2026-11-21T20:05:00.000Z',
    ...changes,
  },
  personName: 'Ana',
  serviceName: 'Checkout',
  acknowledgeUrl: ACKNOWLEDGE_URL,
  incidentUrl: INCIDENT_URL,
});

const TEMPLATE = { subject: '{{number}} {{occasion}}: {{title}}', body: '<b>{{title}}</b>\n{{said}}\n{{url}}' };

/** A message to the business, as a channel is given it. */
export const communicationMessage = (
  title = 'Orders cannot be paid',
  said = 'we are on it',
  occasion = 'update',
): CommunicationMessage => {
  const facts: TemplateFacts = {
    incident: shownIncidentOf(given(opened({ title })).history.now),
    occasion,
    audience: 'business',
    recipientName: 'CEO',
    said,
    serviceName: 'Checkout',
    organisation: 'Example Shop',
    commanderName: 'Mia',
    incidentUrl: INCIDENT_URL,
  };
  return { ...facts, fill: (part, escaped) => fillTemplate(TEMPLATE[part], facts, escaped) };
};
