import type { RenderCommunication, RenderPage } from '../domain/message/message.ts';
import { communicationData, oneLine, pageData, plain } from './rendering.ts';
import { renderTemplate } from './templates.ts';

/** SNS: a subject is ASCII, at most 100 characters, and begins with a letter, number or punctuation mark.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html */
const subjectFor = (text: string): string =>
  oneLine(text.replace(/[^\x20-\x7e]/g, '?'), 99).replace(/…$/, '') || 'Muster';

export const renderPage: RenderPage = (m) => ({
  subject: subjectFor(m.job.title),
  text: m.job.title,
  data: pageData(m),
});

export const renderCommunication: RenderCommunication = (m) => ({
  subject: subjectFor(renderTemplate(m.template.subject, m, plain)),
  text: renderTemplate(m.template.body, m, plain),
  data: communicationData(m),
});
