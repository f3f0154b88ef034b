import { expect, it } from 'vitest';
import { DIGEST_LINK, readDigestLink, signDigestLink } from '../../../domain/link/digest-link.ts';

const KEY = new TextEncoder().encode('a link key for tests, 32 bytes..');
const LINK = { recipient: '0123456789abcdef01', window: 70_000 };

it('fits into a text message, and says what it was signed for', () => {
  const token = signDigestLink(KEY, LINK);
  expect(token).toMatch(DIGEST_LINK);
  expect(readDigestLink(KEY, token)).toEqual(LINK);
});

it('is refused when any of its letters is another, when it is cut or longer, and under another key', () => {
  const token = signDigestLink(KEY, LINK);
  for (let at = 0; at < token.length; at += 1) {
    const other = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
    expect(readDigestLink(KEY, other), other).toBeUndefined();
  }
  for (const wrong of ['', token.slice(1), `${token}A`, '../../../etc/passwd'])
    expect(readDigestLink(KEY, wrong)).toBeUndefined();
  expect(readDigestLink(new TextEncoder().encode('another key'), token)).toBeUndefined();
});
