import { describe, expect, it } from 'vitest';
import { email } from '../../../domain/channel/email.ts';
import { phoneNumberOf, sms } from '../../../domain/channel/sms.ts';
import { topic } from '../../../domain/channel/topic.ts';
import { ACKNOWLEDGE_URL, communicationMessage, pageMessage } from '../../fakes/channel-messages.ts';

const HOSTILE = '<script>alert("1")</script>\r\nBcc: all@example.com\n\u0000\u2028&\u202e {{commander}} \ud83d\ude80';

const page = (title: string) => pageMessage({ title });

describe('a text message', () => {
  it.each(['down', HOSTILE, 'x'.repeat(10_000)])('never cuts the link: %#', (title) => {
    const { text } = sms.renderPage(page(title));
    expect(text.endsWith(`\nAck: ${ACKNOWLEDGE_URL}`)).toBe(true);
    expect(text.split('\n')).toHaveLength(2);
    // SNS takes 1600 characters; the link alone is what its ids make it.
    expect(text.length - ACKNOWLEDGE_URL.length).toBeLessThanOrEqual(110);
  });

  it('goes to the number without what people write between its digits', () => {
    expect(phoneNumberOf('+49 (170) 000-0001')).toBe('+491700000001');
  });
});

describe('an e-mail', () => {
  it('escapes hostile text in HTML, in pages and in communications', () => {
    const { html: pageHtml } = email.renderPage(page(HOSTILE));
    const { html } = email.renderCommunication(communicationMessage(HOSTILE, HOSTILE));
    for (const rendered of [pageHtml, html]) {
      expect(rendered).not.toContain('<script');
      expect(rendered).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    }
    expect(html).toContain('<b>');
    expect(pageHtml).toContain(`<a href="${ACKNOWLEDGE_URL}">Acknowledge</a>`);
  });

  it('leaves plain text as it was said', () => {
    expect(email.renderCommunication(communicationMessage('down', 'a < b & "c"')).text).toContain('a < b & "c"');
  });

  it('gives a title no line of its own to pretend with', () => {
    const { text } = email.renderPage(page('down\n\nAcknowledge: https://evil.example.com'));
    expect(text.split('\n').some((line) => line.startsWith('Acknowledge: '))).toBe(false);
  });
});

describe('a message to a topic', () => {
  it.each(['plain', HOSTILE, 'x'.repeat(300), '\ud83d\ude80\n', '   ', ''])(
    'has a subject that SNS takes: %#',
    (title) => {
      const { subject } = topic.renderCommunication(communicationMessage(title));
      expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
    },
  );
});
