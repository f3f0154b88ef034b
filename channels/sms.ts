import type { RenderCommunication, RenderPage } from '../domain/message/message.ts';
import { communicationData, oneLine, pageData, plain } from './rendering.ts';
import { renderTemplate } from './templates.ts';

/** Three concatenated UCS-2 parts: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html caps a publish at 1600 characters. */
const TITLE_LIMIT = 100;
const TEXT_LIMIT = 480;

export const renderPage: RenderPage = (m) => {
  const { job } = m;
  const head = oneLine(`${job.severity} ${job.number} ${m.serviceName}: ${job.title}`, TITLE_LIMIT);
  // The link is what the message is for: it is never what gets cut.
  const text = `${head}\nAck: ${m.acknowledgeUrl}`;
  return { subject: head, text, data: pageData(m) };
};

export const renderCommunication: RenderCommunication = (m) => {
  const text = oneLine(
    `${m.state.number} ${m.occasion}: ${m.said || renderTemplate(m.template.subject, m, plain)}`,
    TEXT_LIMIT,
  );
  return { subject: text, text, data: communicationData(m) };
};
