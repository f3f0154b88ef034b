import Mustache from 'mustache';
import { promiseTo } from '../incident/promised-updates.ts';
import type { ShownIncident } from './shown-incident.ts';

/** What templates may name beside the facts of the incident. */
export interface TemplateFacts {
  readonly incident: ShownIncident;
  readonly organisation: string;
  readonly recipientName: string;
  readonly audience: string;
  readonly occasion: string;
  /** What the message says in its first line, as its occasion and audience have it. */
  readonly headline: string;
  readonly said: string;
  readonly serviceName: string;
  readonly commanderName?: string;
  readonly incidentUrl: string;
}

const viewOf = ({ incident, ...m }: TemplateFacts) => ({
  organisation: m.organisation,
  recipient: m.recipientName,
  audience: m.audience,
  occasion: m.occasion.replaceAll('-', ' '),
  number: incident.number,
  title: incident.title,
  severity: incident.severity,
  status: incident.status,
  major: incident.major,
  service: m.serviceName,
  environment: incident.environment,
  impact: incident.impact,
  affectedUsers: incident.affectedUsers,
  headline: m.headline,
  said: m.said,
  commander: m.commanderName,
  nextUpdateBy: incident.promises ? promiseTo(incident.promises, m.audience) : incident.nextUpdateBy,
  declaredAt: incident.declaredAt,
  resolvedAt: incident.resolvedAt,
  url: m.incidentUrl,
});

/** Fills in a template with the escaping of the place it goes to. Templates cannot run code or include others. */
export const fillTemplate = (template: string, facts: TemplateFacts, escaped: (text: string) => string): string =>
  Mustache.render(template, viewOf(facts), {}, { escape: (value) => escaped(String(value)) });
