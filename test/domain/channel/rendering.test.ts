import { describe, expect, it } from 'vitest';
import { email } from '../../../domain/channel/email.ts';
import { partsOf, septetsOf } from '../../../domain/channel/gsm7.ts';
import { phoneNumberOf, sms } from '../../../domain/channel/sms.ts';
import { topic } from '../../../domain/channel/topic.ts';
import { ACKNOWLEDGE_URL, communicationMessage, pageMessage } from '../../fakes/channel-messages.ts';

const HOSTILE = '<script>alert("1")</script>\r\nBcc: all@example.com\n\u0000\u2028&\u202e {{commander}} \ud83d\ude80';

const page = (title: string) => pageMessage({ title });

describe('a text message', () => {
  const titles = [
    'down',
    HOSTILE,
    'x'.repeat(10_000),
    'Fehlerrate über 5 % – „Zahlung“ …',
    '\ud83d\ude80 launch',
    '停止しました',
    'Платежи '.repeat(40),
  ];
  const purposes = ['resolver', 'major-incident-manager', 'communications-lead'];
  const anyPage = titles.flatMap((title) => purposes.map((purpose) => [title, purpose] as const));

  it.each(anyPage)('has at most two parts, one line, and the whole link: %j for %s', (title, purpose) => {
    const { text } = sms.renderPage(pageMessage({ title, purpose }));
    expect(text.endsWith(` ${ACKNOWLEDGE_URL}`)).toBe(true);
    expect(text).not.toContain('\n');
    expect(partsOf(text)).toBeLessThanOrEqual(2);
  });

  it('is written in the alphabet of text messages wherever the language has its letters in it', () => {
    for (const title of titles.slice(0, 5)) expect(septetsOf(sms.renderPage(page(title)).text)).toBeDefined();
    expect(sms.renderPage(page('Fehlerrate über 5 % – „Zahlung“ …')).text).toContain(
      'Fehlerrate über 5 % - "Zahlung" ...',
    );
    expect(sms.renderPage(page('停止しました')).text).toContain('停止しました');
  });

  it('says what is asked, by when, in the time of whoever is paged', () => {
    expect(sms.renderPage(page('Checkout returns 500')).text).toBe(
      `SEV1 Checkout: Checkout returns 500. Acknowledge by 20:05: ${ACKNOWLEDGE_URL}`,
    );
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
    expect(pageHtml).toContain(`<a href="${ACKNOWLEDGE_URL}"`);
  });

  it('leaves plain text as it was said', () => {
    expect(email.renderCommunication(communicationMessage('down', 'a < b & "c"')).text).toContain('a < b & "c"');
  });

  it('gives a title no line of its own to pretend with', () => {
    const { text } = email.renderPage(page('down\n\nAcknowledge: https://evil.example.com'));
    expect(text.split('\n').filter((line) => line.startsWith('Acknowledge: '))).toEqual([
      `Acknowledge: ${ACKNOWLEDGE_URL}`,
    ]);
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
