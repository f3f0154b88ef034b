import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { headerText, mailboxOf } from '../../../adapters/mime/mailbox.ts';

describe('the sender of a mail', () => {
  it.each([
    ['Kestrel incidents', '"Kestrel incidents" <m@example.com>'],
    ['The "Shop" \\ Co', '"The \\"Shop\\" \\\\ Co" <m@example.com>'],
    ['Größe', '=?UTF-8?B?R3LDtsOfZQ==?= <m@example.com>'],
    ['a\r\nBcc: all@example.com', '"a Bcc: all@example.com" <m@example.com>'],
    ['\n', 'm@example.com'],
  ])('%j is %s', (name, mailbox) => {
    expect(mailboxOf(name, 'm@example.com')).toBe(mailbox);
  });

  it('is one line of seven bits, whatever the organisation is called, in words that are not too long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
        const mailbox = mailboxOf(name, 'm@example.com');
        expect(mailbox).toMatch(/^[\x20-\x7e]+$/);
        for (const word of mailbox.match(/=\?UTF-8\?B\?[^?]*\?=/g) ?? []) expect(word.length).toBeLessThanOrEqual(75);
        expect(headerText(name)).not.toMatch(/[\r\n\u2028]/);
      }),
    );
  });
});
