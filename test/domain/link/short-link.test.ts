import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortableIds } from '../../../adapters/ids/sortable-ids.ts';
import { aboutPage, aboutReader, isAbout, parseShortLink, signShortLink } from '../../../domain/link/short-link.ts';

const KEY = new TextEncoder().encode('a key of this deployment');
const ids = sortableIds(() => 1_795_291_200_000);
const incidentId = `inc-${ids.next()}`;
const signed = (about: string, key = KEY): string => signShortLink(key, incidentId, about) ?? '';

describe('a short link', () => {
  it('is 36 letters that are safe in an address, so that with its folder 39 stand behind the host', () => {
    expect(signed(aboutPage('p'))).toMatch(/^[\w-]{36}$/);
  });

  it('names its incident, whatever its id, and what it was signed for, and nothing else', () => {
    const letters = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefghjkmnpqrstvwxyz'),
      minLength: 1,
      maxLength: 26,
    });
    fc.assert(
      fc.property(letters, fc.string(), fc.string(), (id, about, other) => {
        const link = parseShortLink(signShortLink(KEY, `inc-${id}`, about) ?? '');
        if (!link) throw new Error('it is no link');
        expect(link.incidentId).toBe(`inc-${id}`);
        expect(isAbout(KEY, link, about)).toBe(true);
        expect(isAbout(KEY, link, other)).toBe(about === other);
      }),
    );
  });

  it.each([
    ['inc-0', 'BAAAAAAAAAAAAAAAAAAAAAC9OjzIYQS1qPXl'],
    ['inc-7zz', 'DAAAAAAAAAAAAAAAAAAAH_-jn_ms8vYMKkoj'],
    ['inc-zzzzzzzzzzzzzzzzzzzzzzzzzz', 'a_____________________9gcVqAFmnKPdgd'],
    ['inc-01jd8x9v3n4m5p6q7r8s9tavbc', 'aAGTUdTsdSULY1z4RlOlbWzY_zry-T0VWuPu'],
  ])('of %s is what it was in messages that have been sent', (id, link) => {
    expect(signShortLink(new Uint8Array(32).fill(7), id, aboutPage('p-1'))).toBe(link);
  });

  it('is of no use with another key, for another page, for another incident, or as a reader', () => {
    const link = parseShortLink(signed(aboutPage('p')));
    const foreign = parseShortLink(signed(aboutPage('p'), new TextEncoder().encode('another')));
    const elsewhere = parseShortLink(signShortLink(KEY, `inc-${ids.next()}`, aboutPage('p')) ?? '');
    if (!link || !foreign || !elsewhere) throw new Error('they are links');
    expect(isAbout(KEY, foreign, aboutPage('p'))).toBe(false);
    expect(isAbout(KEY, link, aboutPage('q'))).toBe(false);
    expect(isAbout(KEY, link, aboutReader('p'))).toBe(false);
    expect(isAbout(KEY, { ...elsewhere, incidentId }, aboutPage('p'))).toBe(false);
  });

  it('is refused with any letter changed', () => {
    const token = signed(aboutPage('p'));
    for (let at = 0; at < token.length; at += 1) {
      const changed = `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
      const link = parseShortLink(changed);
      expect(link !== undefined && link.incidentId === incidentId && isAbout(KEY, link, aboutPage('p'))).toBe(false);
    }
  });

  it.each(['', 'nonsense', 'a'.repeat(35), 'a'.repeat(37), `${'a'.repeat(35)}.`, '-'.repeat(36)])(
    '%j is no link',
    (token) => {
      expect(parseShortLink(token)).toBeUndefined();
    },
  );

  it('is not made for ids of another form', () => {
    for (const id of ['other', 'inc-', 'inc-UPPER', `inc-${'0'.repeat(27)}`]) {
      expect(signShortLink(KEY, id, aboutPage('p'))).toBeUndefined();
    }
  });
});
