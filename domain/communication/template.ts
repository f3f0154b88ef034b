import Mustache from 'mustache';
import type { Letter } from '../channel/channel.ts';
import { headlineOf } from '../channel/compose.ts';
import type { Iso } from '../instant/instant.ts';
import type { StakeholderFacts } from '../words/stakeholder-letter.ts';
import { timeFor, withTimes } from '../words/times.ts';

/** What templates may name: the facts of the message, and the words that Muster would have used. */
export interface TemplateFacts extends StakeholderFacts {
  readonly said: string;
  readonly letter: Letter;
  readonly recipientName: string;
}

const viewOf = ({ incident, letter, reader, now, ...m }: TemplateFacts) => {
  const plain = (iso: Iso): string => timeFor(reader, iso, now, 'plain');
  const time = (iso: Iso | undefined): string | undefined => (iso === undefined ? undefined : plain(iso));
  return {
    organisation: m.organisation,
    recipient: m.recipientName,
    audience: m.audience,
    occasion: m.occasion.replaceAll('-', ' '),
    number: incident.number,
    title: incident.title,
    severity: incident.severity,
    status: incident.status,
    major: incident.major,
    service: m.services[0],
    services: m.services.join(', '),
    environment: incident.environment,
    impact: incident.impact,
    affectedUsers: incident.affectedUsers,
    said: withTimes(m.said, plain),
    headline: headlineOf(letter),
    lead: letter.lead,
    commander: incident.commanderId === undefined ? undefined : m.name(incident.commanderId),
    nextUpdateBy: time(m.nextBy),
    startedAt: time(m.about?.startedAt),
    declaredAt: time(incident.declaredAt),
    resolvedAt: time(incident.resolvedAt),
    contact: m.contact,
    url: m.url,
  };
};

interface TemplateVariable {
  /** No message is without it. */
  readonly always: boolean;
  /** For whoever writes a template. */
  readonly means: string;
}

const always = (means: string): TemplateVariable => ({ always: true, means });
const sometimes = (means: string): TemplateVariable => ({ always: false, means });

/** Every name that a template may fill in. */
export const TEMPLATE_VARIABLES = {
  headline: always('what Muster would have said above it'),
  lead: always('the same, with whether more is promised'),
  said: always('what happened, in the words of this audience and language, and what was typed for it'),
  recipient: always('who reads it'),
  audience: always('technical, business, affected-users or public'),
  organisation: always('your name'),
  contact: sometimes('whom a reader may ask, as `organisation.contact` says'),
  occasion: always('declared, severity changed, update …'),
  number: always('such as INC-2026-0042'),
  title: always('of the incident, as it was then'),
  severity: always('SEV1 … SEV5'),
  status: always('open, investigating, identified, mitigated, resolved …'),
  major: always('none, candidate, accepted, rejected, demoted'),
  environment: always('such as production'),
  impact: always('extensive, significant, moderate, minor'),
  affectedUsers: sometimes('how many people, where somebody estimated it'),
  commander: sometimes('who leads it, once somebody does'),
  service: always('the main one, by its public name outside technical'),
  services: always('all of them, separated by commas'),
  startedAt: sometimes("since when people notice it; times are the reader's, as 15:44 WET"),
  declaredAt: sometimes('when it became a major incident'),
  resolvedAt: sometimes('when it was over'),
  nextUpdateBy: sometimes('when the next message was promised'),
  url: always('the page on which this reader sees how it stands'),
} as const satisfies Readonly<Record<keyof ReturnType<typeof viewOf>, TemplateVariable>>;
export type TemplateVariableName = keyof typeof TEMPLATE_VARIABLES;

/** Fills in a template with the escaping of the place it goes to. Templates cannot run code or include others. */
export const fillTemplate = (template: string, facts: TemplateFacts, escaped: (text: string) => string): string =>
  Mustache.render(template, viewOf(facts), {}, { escape: (value) => escaped(String(value)) });
