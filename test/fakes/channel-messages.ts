import type { CommunicationMessage, PageMessage, ShownPage } from '../../domain/channel/channel.ts';
import { shownIncidentOf } from '../../domain/communication/shown-incident.ts';
import { fillTemplate, type TemplateFacts } from '../../domain/communication/template.ts';
import type { Occasion } from '../../domain/configuration/communications.ts';
import { PAGE_IN_ENGLISH } from '../../domain/words/english/page.ts';
import { type PageFacts, pageLetterOf } from '../../domain/words/page.ts';
import { type StakeholderFacts, stakeholderLetterOf } from '../../domain/words/stakeholder-letter.ts';
import { given, opened, START } from '../domain/incident/specification.ts';

/** As long as the links of pages are. */
export const ACKNOWLEDGE_URL = `https://muster.example.com/a/${'a'.repeat(36)}`;

/** What is known of a page to Ana when it is sent. */
export const pageFacts = ({
  page,
  ...changes
}: Omit<Partial<PageFacts>, 'page'> & { page?: Partial<ShownPage> } = {}): PageFacts => ({
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
    ...page,
  },
  personName: 'Ana',
  serviceName: 'Checkout',
  reader: { language: 'en', timeZone: 'Europe/Lisbon' },
  now: Date.parse('2026-11-21T20:00:00.000Z'),
  url: ACKNOWLEDGE_URL,
  since: '2026-11-21T19:58:00.000Z',
  alerts: 2,
  nextPaged: ['Ben'],
  ...changes,
});

/** A page to Ana, as a channel is given it. */
export const pageMessage = (page: Partial<ShownPage> = {}): PageMessage => {
  const facts = pageFacts({ page });
  return {
    page: facts.page,
    personName: 'Ana',
    serviceName: 'Checkout',
    acknowledgeUrl: ACKNOWLEDGE_URL,
    incidentUrl: ACKNOWLEDGE_URL,
    letter: pageLetterOf(facts, PAGE_IN_ENGLISH),
  };
};

const TEMPLATE = { subject: '{{number}} {{occasion}}: {{title}}', body: '<b>{{title}}</b>\n{{said}}\n{{url}}' };

/** A message to the business, as a channel is given it. */
export const communicationMessage = (
  title = 'Orders cannot be paid',
  said = 'we are on it',
  occasion: Occasion = 'update',
): CommunicationMessage => {
  const told: StakeholderFacts = {
    incident: { ...shownIncidentOf(given(opened({ title })).history.now), commanderId: 'mia' },
    at: START,
    occasion,
    audience: 'business',
    said,
    services: ['Checkout'],
    name: () => 'Mia',
    reader: { language: 'en', timeZone: 'Europe/Lisbon' },
    now: Date.parse(START),
    organisation: 'Example Shop',
    url: ACKNOWLEDGE_URL,
  };
  const letter = stakeholderLetterOf(told);
  const facts: TemplateFacts = { ...told, said, letter, recipientName: 'CEO' };
  return {
    ...told,
    said,
    incidentUrl: ACKNOWLEDGE_URL,
    letter,
    fill: (part, escaped) => fillTemplate(TEMPLATE[part], facts, escaped),
  };
};

/** The same where the plan has no template of its own: in Muster's words. */
export const ownWords = (title?: string, said?: string, occasion?: Occasion): CommunicationMessage => {
  const { fill: _, ...message } = communicationMessage(title, said, occasion);
  return message;
};
