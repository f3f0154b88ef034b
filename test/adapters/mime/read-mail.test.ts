import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MAIL_LIMITS, readAnyMail, readMail } from '../../../adapters/mime/read-mail.ts';

const bytes = (text: string): Uint8Array => Buffer.from(text.replaceAll('\n', '\r\n'), 'utf8');
const mail = (head: string, body = 'It is down.'): Uint8Array => bytes(`${head}\n\n${body}\n`);

const HEAD = `From: "Ana Silva" <Ana@Example.com>
To: muster@in.example.com, "B" <b@example.com>
Cc: team: c@example.com, d@example.com;
Subject: checkout is down
Message-ID: <a1@mail.example.com>
Date: Sat, 21 Nov 2026 20:10:00 +0100`;

describe('a mail', () => {
  it('is read as plain JSON', async () => {
    const raw = mail(`${HEAD}
In-Reply-To: <a0@mail.example.com>
References: <root@mail.example.com>
 <a0@mail.example.com>
Auto-Submitted: auto-generated
Precedence: bulk`);
    expect(await readMail(raw, { returnPath: 'bounces@example.com' })).toEqual({
      from: 'Ana@Example.com',
      fromName: 'Ana Silva',
      to: ['muster@in.example.com', 'b@example.com', 'c@example.com', 'd@example.com'],
      subject: 'checkout is down',
      messageId: 'a1@mail.example.com',
      inReplyTo: 'a0@mail.example.com',
      references: ['root@mail.example.com', 'a0@mail.example.com'],
      date: '2026-11-21T19:10:00.000Z',
      returnPath: 'bounces@example.com',
      autoSubmitted: 'auto-generated',
      precedence: 'bulk',
      text: 'It is down.',
    });
  });

  it('decodes words, charsets and transfer encodings', async () => {
    const raw = Buffer.concat([
      bytes(`From: =?UTF-8?Q?J=C3=B6rg?= <j@example.com>
Subject: =?UTF-8?B?W1JFU09MVkVEXSBGZWhsZXIgYmVo?= =?UTF-8?B?b2Jlbg==?=
Content-Type: text/plain; charset=iso-8859-1
Content-Transfer-Encoding: quoted-printable

Alles =FCber Nacht =\nbehoben
`),
    ]);
    expect(await readMail(raw)).toMatchObject({
      fromName: 'Jörg',
      subject: '[RESOLVED] Fehler behoben',
      text: 'Alles über Nacht behoben',
    });
  });

  it('has the text of its HTML where there is no other, without scripts, styles and pictures', async () => {
    const raw = mail(
      `${HEAD}\nContent-Type: text/html; charset=utf-8`,
      '<html><head><style>p{color:red}</style></head><body><h1>Latency</h1><p>is <b>high</b></p><script>alert(1)</script><img src="x.png" alt="logo"><a href="https://g.example/d">Dashboard</a></body></html>',
    );
    expect((await readMail(raw)).text).toBe('Latency\n\nis high\n\nDashboard [https://g.example/d]');
  });

  it('prefers the plain text, and knows attachments by name and size only', async () => {
    const raw = mail(
      `${HEAD}\nContent-Type: multipart/mixed; boundary=b`,
      `--b
Content-Type: multipart/alternative; boundary=c

--c
Content-Type: text/plain

plain
--c
Content-Type: text/html

<p>not this</p>
--c--
--b
Content-Type: image/png; name="cpu.png"
Content-Disposition: attachment; filename="cpu.png"
Content-Transfer-Encoding: base64

AAECAwQF
--b
Content-Type: message/rfc822

Subject: [RESOLVED] something else

this is not what the sender says
--b--`,
    );
    const read = await readMail(raw);
    expect(read.text).toBe('plain');
    expect(read.attachments).toEqual([
      { name: 'cpu.png', type: 'image/png', size: 6 },
      { name: undefined, type: 'message/rfc822', size: expect.any(Number) },
    ]);
    expect(JSON.stringify(read)).not.toContain('AAEC');
  });

  it('has an empty return path where its envelope has', async () => {
    expect((await readMail(mail(HEAD), { returnPath: '' })).returnPath).toBe('');
    expect((await readMail(mail(`Return-Path: <>\n${HEAD}`))).returnPath).toBe('');
    expect((await readMail(mail(`Return-Path: <>\n${HEAD}`), { returnPath: 'a@b.example' })).returnPath).toBe(
      'a@b.example',
    );
    expect((await readMail(mail(HEAD))).returnPath).toBeUndefined();
  });

  it('is known as a report by its type', async () => {
    const raw = mail(`${HEAD}\nContent-Type: Multipart/Report; report-type=delivery-status; boundary=b`, '--b--');
    expect((await readMail(raw)).contentType).toBe('multipart/report');
  });
});

describe('hostile mail', () => {
  const nested = (depth: number): Uint8Array => {
    let body = 'Content-Type: text/plain\n\ndeep';
    for (let i = 0; i < depth; i += 1)
      body = `Content-Type: multipart/mixed; boundary=b${i}\n\n--b${i}\n${body}\n--b${i}--`;
    return bytes(`From: a@example.com\nSubject: P1 deep\n${body}\n`);
  };

  it.each([
    ['parts within each other without end', nested(2000), { subject: 'P1 deep', incomplete: /head/ }],
    [
      'ten thousand headers',
      mail(`From: a@example.com\nSubject: many\n${'X-Bomb: 1\n'.repeat(50_000)}X-End: 1`),
      { subject: 'many', incomplete: /head/ },
    ],
    [
      'one header of a megabyte',
      mail(`From: a@example.com\nSubject: long\nX-Bomb: ${'x'.repeat(1_000_000)}`),
      { subject: 'long' },
    ],
    [
      'a subject of a megabyte',
      mail(`From: a@example.com\nSubject: ${'x'.repeat(100_000)}`),
      { subject: 'x'.repeat(1024) },
    ],
    [
      'a boundary that is never closed',
      mail(`${HEAD}\nContent-Type: multipart/mixed; boundary=b`, '--b\nContent-Type: text/plain\n\nopen'),
      { text: 'open' },
    ],
    [
      'a boundary that is never there',
      mail(`${HEAD}\nContent-Type: multipart/mixed; boundary=b`, 'nothing'),
      { subject: 'checkout is down' },
    ],
    [
      'base64 that is none',
      mail(`${HEAD}\nContent-Transfer-Encoding: base64`, '%%%%'),
      { subject: 'checkout is down' },
    ],
    [
      'a charset that nobody knows',
      mail(`${HEAD}\nContent-Type: text/plain; charset=klingon`),
      { text: 'It is down.' },
    ],
    [
      'bytes that are no UTF-8',
      Buffer.concat([mail(HEAD, ''), Buffer.from([0xff, 0xfe, 0x80])]),
      { subject: 'checkout is down' },
    ],
    ['NULs', mail(HEAD.replace('checkout', 'check\0out'), 'a\0b'), { subject: 'checkout is down', text: 'ab' }],
    ['an encoded word without end', mail('From: a@example.com\nSubject: =?UTF-8?B?W1JFU09'), {}],
    ['no head', bytes('just text'), {}],
    ['no sender', mail('Subject: nobody'), { from: undefined, subject: 'nobody' }],
    ['two subjects', mail('From: a@example.com\nSubject: one\nSubject: two'), { subject: 'one' }],
    ['nothing', new Uint8Array(), { to: [] }],
  ])('of %s is read as far as it goes', async (_what, raw, expected) => {
    const started = performance.now();
    const read = await readMail(raw);
    expect(performance.now() - started).toBeLessThan(5000);
    for (const [name, value] of Object.entries(expected)) {
      const found = (read as unknown as Record<string, unknown>)[name];
      if (value instanceof RegExp) expect(found).toMatch(value);
      else expect(found).toEqual(value);
    }
  });

  it('is kept within the limits, and says what is missing', async () => {
    const parts = Array.from(
      { length: 80 },
      (_, i) => `--b\nContent-Disposition: attachment; filename=f${i}\n\nx`,
    ).join('\n');
    const many = await readMail(mail(`${HEAD}\nContent-Type: multipart/mixed; boundary=b`, `${parts}\n--b--`));
    expect(many.attachments).toHaveLength(MAIL_LIMITS.attachments);
    expect(many.incomplete).toMatch(/attachments/);
    const long = await readMail(mail(HEAD, 'x'.repeat(MAIL_LIMITS.message)));
    expect(long.text).toHaveLength(MAIL_LIMITS.text);
    expect(long.incomplete).toMatch(/beyond 2097152 bytes; its text/);
    const crowd = await readMail(
      mail(`From: a@example.com\nTo: ${Array.from({ length: 3000 }, (_, i) => `p${i}@x.example`).join(', ')}`),
    );
    expect(crowd.to).toHaveLength(MAIL_LIMITS.recipients);
    const ids = Array.from({ length: 300 }, (_, i) => `<r${i}@x>`).join(' ');
    const { references = [] } = await readMail(mail(`${HEAD}\nReferences: ${ids}`));
    expect([references[0], references.at(-1), references.length]).toEqual(['r0@x', 'r299@x', MAIL_LIMITS.references]);
  });

  it('of HTML nested without end is read in bounded time', async () => {
    const started = performance.now();
    await readMail(mail(`${HEAD}\nContent-Type: text/html`, '<div>'.repeat(200_000)));
    await readMail(mail(`${HEAD}\nContent-Type: text/html`, `<table>${'<tr><td>x'.repeat(50_000)}`));
    expect(performance.now() - started).toBeLessThan(8000);
  });

  it('never throws anything but its refusal, whatever the bytes', async () => {
    const lines = fc.constantFrom(
      ...[
        'From: a@b',
        'Subject: =?utf-8?q?=5B?=',
        'Content-Type: multipart/mixed; boundary=b',
        'Content-Type: text/html',
        '--b',
        '--b--',
        '',
        ' ',
        '<p',
        '=?',
        '\0',
        'Content-Transfer-Encoding: quoted-printable',
        'Content-Transfer-Encoding: base64',
        '=C3',
        'References: <a> <',
        'To: ,;:"<',
      ],
    );
    const raws = fc.oneof(
      fc.uint8Array({ maxLength: 3000 }),
      fc
        .array(fc.oneof(lines, fc.string({ unit: 'binary', maxLength: 40 })), { maxLength: 60 })
        .map((some) => Buffer.from(some.join('\r\n'))),
    );
    await fc.assert(
      fc.asyncProperty(raws, async (raw) => {
        const read = await readAnyMail(raw);
        for (const text of JSON.stringify(read).match(/"(?:[^"\\]|\\.)*"/g) ?? [])
          expect(text.isWellFormed()).toBe(true);
        expect(JSON.stringify(read).length).toBeLessThan(250_000);
      }),
      { numRuns: 1500 },
    );
  });
});
