import type { Channel } from '../domain/message/message.ts';
import { communicationData, oneLine, pageData, plain, renderTemplate } from './rendering.ts';

/** SNS: a subject is ASCII, at most 100 characters, and begins with a letter, number or punctuation mark.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const subjectFor = (text: string): string =>
  oneLine(text.replace(/[^\x20-\x7e]/g, '?'), 99).replace(/…$/, '') || 'Muster';

export const topic: Channel = {
  name: 'topic',
  renderPage: (m) => ({ subject: subjectFor(m.job.title), text: m.job.title, data: pageData(m) }),
  renderCommunication: (m) => ({
    subject: subjectFor(renderTemplate(m.template.subject, m, plain)),
    text: renderTemplate(m.template.body, m, plain),
    data: communicationData(m),
  }),
};
