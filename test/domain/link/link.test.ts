import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { readGrant, signGrant } from '../../../domain/link/link.ts';

const key = new TextEncoder().encode('a key of this deployment');
const grant = { incidentId: 'inc-1', pagingId: 'p1', pageId: 'inc-1.p1.l1.ana', personId: 'ana', expiresAt: 1000 };

const refusal = (token: string, now = 0, by = key): string => {
  try {
    readGrant(by, token, now);
    return 'accepted';
  } catch (error) {
    if (error instanceof DomainError) return error.code;
    throw error;
  }
};

describe('a link that acknowledges', () => {
  it('says what was signed, whatever it was', () => {
    const text = fc.string({ unit: 'grapheme' });
    fc.assert(
      fc.property(text, text, text, text, fc.nat(), (incidentId, pagingId, pageId, personId, expiresAt) => {
        const signed = { incidentId, pagingId, pageId, personId, expiresAt };
        expect(readGrant(key, signGrant(key, signed), expiresAt)).toEqual(signed);
      }),
    );
  });

  it('fits into a path', () => {
    expect(signGrant(key, grant)).toMatch(/^[\w-]+\.[\w-]{43}$/);
  });

  it('is refused after its time, not at it', () => {
    expect(refusal(signGrant(key, grant), 1000)).toBe('accepted');
    expect(refusal(signGrant(key, grant), 1001)).toBe('link-expired');
  });

  it('is refused when any one character was changed, added or removed', () => {
    const token = signGrant(key, grant);
    for (let at = 0; at < token.length; at += 1) {
      for (const other of ['A', 'z', '-', '.', '=', ' ', '%', '\u0000']) {
        if (token[at] !== other) expect(refusal(token.slice(0, at) + other + token.slice(at + 1))).toBe('link-invalid');
        expect(refusal(token.slice(0, at) + other + token.slice(at))).toBe('link-invalid');
      }
      expect(refusal(token.slice(0, at) + token.slice(at + 1))).toBe('link-invalid');
    }
  });

  it('is refused when it is anything else, or signed by another key', () => {
    fc.assert(
      fc.property(fc.string(), (token) => {
        expect(refusal(token)).toBe('link-invalid');
      }),
    );
    for (const token of ['', '.', 'a.', '.a', 'a', `${signGrant(key, grant)}=`])
      expect(refusal(token)).toBe('link-invalid');
    expect(refusal(signGrant(key, grant), 0, new Uint8Array(32))).toBe('link-invalid');
  });
});
