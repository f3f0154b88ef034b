import { describe, expect, it } from 'vitest';
import { communicationRenderers, pageRenderers } from '../../channels/index.ts';
import type { ChannelName } from '../../domain/delivery/delivery.ts';
import type { CommunicationMessage, PageMessage } from '../../domain/message/message.ts';
import { given, opened } from '../domain/incident/specification.ts';

const HOSTILE = '<script>alert("1")</script>\r\nBcc: all@example.com\n\u0000\u2028&\u202e {{commander}} \ud83d\ude80';
const url = `https://muster.example.com/acknowledge/${'a'.repeat(400)}`;

const page = (title: string): PageMessage => ({
  job: {
    incidentId: 'inc-1',
    pagingId: 'p1',
    pageId: 'inc-1.p1.l1.ana',
    personId: 'ana',
    level: 1,
    catchAll: false,
    purpose: 'resolver',
    contactIndex: 0,
    attempt: 1,
    number: 'INC-2026-0001',
    title,
    severity: 'SEV1',
    serviceId: 'checkout',
    environment: 'production',
    reason: 'SEV1 on Checkout',
    pagedAt: '2026-11-21T20:00:00.000Z',
    acknowledgeBy: '2026-11-21T20:05:00.000Z',
  },
  personName: 'Ana',
  serviceName: 'Checkout',
  acknowledgeUrl: url,
  incidentUrl: 'https://muster.example.com/v1/incidents/INC-2026-0001',
});

const communication = (title: string, said = 'we are on it'): CommunicationMessage => ({
  occasion: 'update',
  audience: 'business',
  template: { id: 'plain', subject: '{{number}} {{occasion}}: {{title}}', body: '<b>{{title}}</b>\n{{said}}\n{{url}}' },
  recipientName: 'CEO',
  state: given(opened({ title })).history.now,
  said,
  serviceName: 'Checkout',
  organisation: 'Example Shop',
  commanderName: 'Mia',
  incidentUrl: 'https://muster.example.com/v1/incidents/INC-2026-0001',
});

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there
const CONTROL = /[\u0000-\u001f\u007f\u2028\u2029]/;

const EVERY = (Object.keys(pageRenderers) as ChannelName[]).map((name) => ({
  name,
  renderPage: pageRenderers[name],
  renderCommunication: communicationRenderers[name],
}));

describe.each(EVERY)('$name', (channel) => {
  it.each(['plain', HOSTILE, 'x'.repeat(10_000), '\ud83d\ude80'.repeat(500), ''])(
    'keeps a subject one bounded line: %#',
    (title) => {
      for (const rendered of [channel.renderPage(page(title)), channel.renderCommunication(communication(title))]) {
        expect(rendered.subject).not.toMatch(CONTROL);
        expect(rendered.subject.length).toBeLessThanOrEqual(480);
        expect(rendered.subject.isWellFormed()).toBe(true);
        expect(() => JSON.stringify(rendered.data)).not.toThrow();
      }
    },
  );

  it('does not render what a title says as a template', () => {
    expect(JSON.stringify(channel.renderCommunication(communication(HOSTILE, HOSTILE)))).not.toContain('Mia');
  });

  it('tells a program the same in data', () => {
    expect(channel.renderPage(page('down')).data).toMatchObject({
      type: 'muster.page',
      page: { id: 'inc-1.p1.l1.ana' },
      acknowledgeUrl: url,
    });
    expect(channel.renderCommunication(communication('down')).data).toMatchObject({
      type: 'muster.communication',
      said: 'we are on it',
    });
  });
});

describe('sms', () => {
  it.each(['down', HOSTILE, 'x'.repeat(10_000)])('never cuts the link: %#', (title) => {
    const { text } = pageRenderers.sms(page(title));
    expect(text.endsWith(`\nAck: ${url}`)).toBe(true);
    expect(text.split('\n')).toHaveLength(2);
    // SNS takes 1600 characters; the link alone is what its ids make it.
    expect(text.length - url.length).toBeLessThanOrEqual(110);
  });

  it('keeps a communication within three parts', () => {
    const { text } = communicationRenderers.sms(communication('down', 'y'.repeat(9999)));
    expect(text).toHaveLength(480);
    expect(text.startsWith('INC-2026-0001 update: yyy')).toBe(true);
  });
});

describe('email', () => {
  it('escapes hostile text in HTML, in pages and in communications', () => {
    const { html: pageHtml } = pageRenderers.email(page(HOSTILE));
    const { html } = communicationRenderers.email(communication(HOSTILE, HOSTILE));
    for (const rendered of [pageHtml, html]) {
      expect(rendered).not.toContain('<script');
      expect(rendered).toContain('&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;');
    }
    expect(html).toContain('<b>');
    expect(pageHtml).toContain(`<a href="${url}">Acknowledge</a>`);
  });

  it('leaves plain text as it was said', () => {
    expect(communicationRenderers.email(communication('down', 'a < b & "c"')).text).toContain('a < b & "c"');
  });

  it('gives a title no line of its own to pretend with', () => {
    const { text } = pageRenderers.email(page('down\n\nAcknowledge: https://evil.example.com'));
    expect(text.split('\n').some((line) => line.startsWith('Acknowledge: '))).toBe(false);
  });
});

describe('topic', () => {
  it.each(['plain', HOSTILE, 'x'.repeat(300), '\ud83d\ude80\n', '   ', ''])(
    'has a subject that SNS takes: %#',
    (title) => {
      for (const { subject } of [
        pageRenderers.topic(page(title)),
        communicationRenderers.topic(communication(title)),
      ]) {
        expect(subject).toMatch(/^[\x21-\x7e][\x20-\x7e]{0,98}$/);
      }
    },
  );
});
