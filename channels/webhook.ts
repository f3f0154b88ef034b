import type { RenderCommunication, RenderPage } from '../domain/message/message.ts';
import { communicationData, oneLine, pageData, plain } from './rendering.ts';
import { renderTemplate } from './templates.ts';

/** A person's own pager, bot or bridge: JSON, signed by the transport as Standard Webhooks says. */
export const renderPage: RenderPage = (m) => {
  const subject = oneLine(`${m.job.severity} ${m.job.number}: ${m.job.title}`, 200);
  return { subject, text: subject, data: pageData(m) };
};

export const renderCommunication: RenderCommunication = (m) => ({
  subject: oneLine(renderTemplate(m.template.subject, m, plain), 200),
  text: renderTemplate(m.template.body, m, plain),
  data: communicationData(m),
});
