import type { RenderCommunication, RenderPage } from '../domain/message/message.ts';
import { communicationData, escapeHtml, oneLine, pageData, plain } from './rendering.ts';
import { renderTemplate } from './templates.ts';

/** RFC 5322 §2.1.1 allows 998 octets a line; mail programs show about this much. */
const SUBJECT_LIMIT = 200;

const TITLE_LIMIT = 1024;

const asHtml = (text: string): string =>
  `<!doctype html><html><body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;white-space:pre-wrap">${text}</body></html>`;

export const renderPage: RenderPage = (m) => {
  const { job } = m;
  const text = [
    `${m.personName}, you are paged (${job.catchAll ? 'catch-all' : `level ${job.level}`}): ${job.reason}.`,
    '',
    // On one line: a title must not be able to add lines that look like ours.
    `${job.number}  ${job.severity}  ${oneLine(job.title, TITLE_LIMIT)}`,
    `Service ${m.serviceName}, ${job.environment}`,
    '',
    `Acknowledge by ${job.acknowledgeBy}: ${m.acknowledgeUrl}`,
    `Incident: ${m.incidentUrl}`,
  ].join('\n');
  return {
    subject: oneLine(`[${job.severity}] ${job.number}: ${job.title}`, SUBJECT_LIMIT),
    text,
    html: asHtml(
      escapeHtml(text).replace(
        escapeHtml(m.acknowledgeUrl),
        `<a href="${escapeHtml(m.acknowledgeUrl)}">Acknowledge</a>`,
      ),
    ),
    data: pageData(m),
  };
};

export const renderCommunication: RenderCommunication = (m) => ({
  subject: oneLine(renderTemplate(m.template.subject, m, plain), SUBJECT_LIMIT),
  text: renderTemplate(m.template.body, m, plain),
  html: asHtml(renderTemplate(m.template.body, m, escapeHtml)),
  data: communicationData(m),
});
