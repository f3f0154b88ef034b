import * as z from 'zod/mini';
import type { Channel, RenderLetter } from './channel.ts';
import { mailHtmlOf, plainTextOf, SUBJECT_CHARACTERS, subjectOf } from './compose.ts';
import { communicationData, escapeHtml, oneLine, pageData, plain } from './rendering.ts';

/** A plan's own template is a text. */
const asHtml = (text: string): string =>
  `<!doctype html><html><body style="font-family:system-ui,sans-serif;font-size:16px;line-height:1.5;white-space:pre-wrap">${text}</body></html>`;

const renderLetter: RenderLetter = (letter) => ({
  subject: subjectOf(letter),
  text: plainTextOf(letter),
  html: mailHtmlOf(letter),
});

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
  limits: { subject: SUBJECT_CHARACTERS, atOnce: 32 },
  renderLetter,
  renderPage: (m) => ({ ...renderLetter(m.letter, m.acknowledgeUrl), data: pageData(m) }),
  renderCommunication: (m) =>
    m.fill
      ? {
          subject: oneLine(m.fill('subject', plain), SUBJECT_CHARACTERS) || subjectOf(m.letter),
          text: m.fill('body', plain),
          html: asHtml(m.fill('body', escapeHtml)),
          data: communicationData(m),
        }
      : { ...renderLetter(m.letter, m.incidentUrl), data: communicationData(m) },
} as const satisfies Channel;
