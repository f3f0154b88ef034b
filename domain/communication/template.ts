import Mustache from 'mustache';
import type { Letter } from '../channel/channel.ts';
import { headlineOf } from '../channel/compose.ts';
import type { Iso } from '../instant/instant.ts';
import type { StakeholderFacts } from '../words/stakeholder-letter.ts';
import { timeFor, withTimes } from '../words/times.ts';
import { belowWords } from './said.ts';

/** What templates may name: the facts of the message, and the words that Muster would have used. */
export interface TemplateFacts extends StakeholderFacts {
  readonly letter: Letter;
  readonly recipientName: string;
}

const viewOf = ({ incident, letter, reader, now, ...m }: TemplateFacts) => {
  const plain = (iso: Iso): string => timeFor(reader, iso, now, 'plain');
  const time = (iso: Iso | undefined): string | undefined => (iso === undefined ? undefined : plain(iso));
  const said = withTimes(m.said, plain);
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
    said: m.occasion === 'severity-changed' && m.below !== undefined ? `${said} ${belowWords(m.below)}` : said,
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

/** Fills in a template with the escaping of the place it goes to. Templates cannot run code or include others. */
export const fillTemplate = (template: string, facts: TemplateFacts, escaped: (text: string) => string): string =>
  Mustache.render(template, viewOf(facts), {}, { escape: (value) => escaped(String(value)) });
