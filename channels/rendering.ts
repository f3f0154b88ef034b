import type { CommunicationMessage, PageMessage } from '../domain/message/message.ts';

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
  job,
  personName,
  serviceName,
  acknowledgeUrl,
  incidentUrl,
}: PageMessage): Record<string, unknown> => ({
  type: 'muster.page',
  incident: { id: job.incidentId, number: job.number, title: job.title, severity: job.severity, url: incidentUrl },
  service: { id: job.serviceId, name: serviceName },
  environment: job.environment,
  page: {
    id: job.pageId,
    person: { id: job.personId, name: personName },
    level: job.level,
    catchAll: job.catchAll,
    purpose: job.purpose,
    reason: job.reason,
    pagedAt: job.pagedAt,
    acknowledgeBy: job.acknowledgeBy,
  },
  acknowledgeUrl,
});

export const communicationData = (m: CommunicationMessage): Record<string, unknown> => ({
  type: 'muster.communication',
  occasion: m.occasion,
  audience: m.audience,
  said: m.said,
  incident: {
    id: m.state.incidentId,
    number: m.state.number,
    title: m.state.title,
    severity: m.state.severity,
    status: m.state.status,
    major: m.state.major,
    url: m.incidentUrl,
  },
});
