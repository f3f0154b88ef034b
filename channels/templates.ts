import Mustache from 'mustache';
import type { CommunicationMessage } from '../domain/message/message.ts';

/** What templates may name. */
const viewOf = (m: CommunicationMessage) => ({
  organisation: m.organisation,
  recipient: m.recipientName,
  audience: m.audience,
  occasion: m.occasion.replaceAll('-', ' '),
  number: m.state.number,
  title: m.state.title,
  severity: m.state.severity,
  status: m.state.status,
  major: m.state.major,
  service: m.serviceName,
  environment: m.state.environment,
  impact: m.state.businessImpact ?? m.state.impact,
  affectedUsers: m.state.affectedUsers,
  said: m.said,
  commander: m.commanderName,
  nextUpdateBy: m.state.lastUpdate?.nextUpdateBy,
  declaredAt: m.state.stamps.declared?.at,
  resolvedAt: m.state.stamps.resolved?.at,
  url: m.incidentUrl,
});

/** Renders a template with the escaping of the place it goes to. Templates cannot run code or include others. */
export const renderTemplate = (
  template: string,
  message: CommunicationMessage,
  escaped: (text: string) => string,
): string => Mustache.render(template, viewOf(message), {}, { escape: (value) => escaped(String(value)) });
