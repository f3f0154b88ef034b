import type crypto from 'node:crypto';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { twilioSignature } from '../../../sources/signature/twilio.ts';
import { BODY, NOW, SCHEMES, SECRET } from './vectors.ts';

const compared = vi.hoisted((): number[] => []);

vi.mock('node:crypto', async (importOriginal) => {
  const original = await importOriginal<typeof crypto>();
  return {
    ...original,
    timingSafeEqual: (a: Buffer, b: Buffer): boolean => {
      compared.push(a.length);
      return original.timingSafeEqual(a, b);
    },
  };
});

beforeEach(() => {
  compared.length = 0;
});

const other = (character: string | undefined): string => (character === 'a' ? 'b' : 'a');

/** Wrong in its first character, and in its last: what takes longer for one of them tells how much of a guess is right. */
const guesses = (signature: string, prefix: number): string[] => [
  signature.slice(0, prefix) + other(signature[prefix]) + signature.slice(prefix + 1),
  signature.slice(0, -2) + other(signature.at(-2)) + signature.slice(-1),
];

describe('the comparison of a signature', () => {
  it.each(SCHEMES)('is the same work for every guess: $name', ({ header, sign, verify }) => {
    const headers = sign(SECRET, BODY, 0);
    const right = headers[header] as string;
    const prefix = right.search(/[=,]/) + 1 < 10 ? right.search(/[=,]/) + 1 : 0;
    const work = [right, ...guesses(right, prefix)].map((signature) => {
      compared.length = 0;
      const request = { raw: Buffer.from(BODY), receivedAt: NOW, secrets: [SECRET, 'an older secret'] };
      const verdict = verify({ ...request, headers: { ...headers, [header]: signature } });
      return { verdict, compared: [...compared] };
    });
    expect(work.map(({ verdict }) => verdict)).toEqual(['valid', 'invalid', 'invalid']);
    // Digests of equal length, once for each secret, also behind the one that fits.
    expect(work.map((one) => one.compared)).toEqual(Array(3).fill([32, 32]));
  });

  it('is the same work for every guess: Twilio', () => {
    const request = { url: 'https://example.com', form: {}, authTokens: ['12345', '67890'] };
    for (const signature of ['a', 'x'.repeat(28), '']) {
      compared.length = 0;
      expect(twilioSignature({ ...request, signature })).toBe('invalid');
      expect(compared).toEqual([32, 32]);
    }
  });
});
