import type { Channel } from '../domain/message/message.ts';
import { communicationData, oneLine, pageData, plain, renderTemplate } from './rendering.ts';

/** Three concatenated UCS-2 parts: https://docs.aws.amazon.com/sns/latest/dg/sms_publish-to-phone.html caps a publish at 1600 characters. */
const TITLE_LIMIT = 100;
const TEXT_LIMIT = 480;

export const sms: Channel = {
  name: 'sms',
  renderPage: (m) => {
    const { job } = m;
    const head = oneLine(`${job.severity} ${job.number} ${m.serviceName}: ${job.title}`, TITLE_LIMIT);
    // The link is what the message is for: it is never what gets cut.
    const text = `${head}\nAck: ${m.acknowledgeUrl}`;
    return { subject: head, text, data: pageData(m) };
  },
  renderCommunication: (m) => {
    const text = oneLine(
      `${m.state.number} ${m.occasion}: ${m.said || renderTemplate(m.template.subject, m, plain)}`,
      TEXT_LIMIT,
    );
    return { subject: text, text, data: communicationData(m) };
  },
};
