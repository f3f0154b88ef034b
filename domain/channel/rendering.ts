import type { CommunicationMessage, PageMessage } from './channel.ts';

/** One line: no control characters, so that a title can never add a mail header or a second message. */
export const oneLine = (text: string, limit: number): string => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed
  const line = text.replace(/[\u0000-\u001f\u007f\u2028\u2029]+/g, ' ').trim();
  return line.length <= limit ? line : `${line.slice(0, limit - 1).toWellFormed()}…`;
};

const HTML: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (c) => HTML[c] as string);

export const plain = (text: string): string => text;

/** What a program receives about a page. */
export const pageData = ({
  page,
  personName,
  serviceName,
  acknowledgeUrl,
  incidentUrl,
}: PageMessage): Record<string, unknown> => ({
  type: 'muster.page',
  incident: { id: page.incidentId, number: page.number, title: page.title, severity: page.severity, url: incidentUrl },
  service: { id: page.serviceId, name: serviceName },
  environment: page.environment,
  page: {
    id: page.pageId,
    person: { id: page.personId, name: personName },
    level: page.level,
    catchAll: page.catchAll,
    purpose: page.purpose,
    reason: page.reason,
    ...(page.occasion === undefined ? {} : { occasion: page.occasion }),
    pagedAt: page.pagedAt,
    acknowledgeBy: page.acknowledgeBy,
  },
  acknowledgeUrl,
});

export const communicationData = (m: CommunicationMessage): Record<string, unknown> => ({
  type: 'muster.communication',
  occasion: m.occasion,
  audience: m.audience,
  said: m.said,
  incident: {
    id: m.incident.incidentId,
    number: m.incident.number,
    title: m.incident.title,
    severity: m.incident.severity,
    status: m.incident.status,
    major: m.incident.major,
    url: m.incidentUrl,
  },
});
