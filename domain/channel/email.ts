import * as z from 'zod/mini';
import type { Channel } from './channel.ts';
import { communicationData, escapeHtml, oneLine, pageData, plain } from './rendering.ts';

/** RFC 5322 §2.1.1 allows 998 octets a line; mail programs show about this much. */
const SUBJECT = 200;

const TITLE = 1024;

const asHtml = (text: string): string =>
  `<!doctype html><html><body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;white-space:pre-wrap">${text}</body></html>`;

/** E-mail, as text and as HTML. */
export const email = {
  id: 'email',
  title: 'e-mail',
  address: z.email({ error: 'an e-mail address is written without a name, such as ana@example.com' }),
  shown: {
    masked: (address) => {
      const at = address.lastIndexOf('@');
      return `${address.slice(0, 1)}•••${at < 0 ? '' : address.slice(at)}`;
    },
    plainFrom: 'responder',
  },
  limits: { subject: SUBJECT, atOnce: 32 },
  renderPage: (m) => {
    const { page } = m;
    const text = [
      `${m.personName}, you are paged (${page.catchAll ? 'catch-all' : `level ${page.level}`}): ${page.reason}.`,
      '',
      // On one line: a title must not be able to add lines that look like ours.
      `${page.number}  ${page.severity}  ${oneLine(page.title, TITLE)}`,
      `Service ${m.serviceName}, ${page.environment}`,
      '',
      `Acknowledge by ${page.acknowledgeBy}: ${m.acknowledgeUrl}`,
      `Incident: ${m.incidentUrl}`,
    ].join('\n');
    return {
      subject: oneLine(`[${page.severity}] ${page.number}: ${page.title}`, SUBJECT),
      text,
      html: asHtml(
        escapeHtml(text).replace(
          escapeHtml(m.acknowledgeUrl),
          `<a href="${escapeHtml(m.acknowledgeUrl)}">Acknowledge</a>`,
        ),
      ),
      data: pageData(m),
    };
  },
  renderCommunication: (m) => ({
    subject: oneLine(m.fill('subject', plain), SUBJECT),
    text: m.fill('body', plain),
    html: asHtml(m.fill('body', escapeHtml)),
    data: communicationData(m),
  }),
} as const satisfies Channel;
