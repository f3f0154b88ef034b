import { describe, expect, it } from 'vitest';
import { plainWords } from '../../sources/reading/plain-words.ts';
import { signalOf } from '../fakes/signal-of.ts';

describe('the words of a stranger', () => {
  it.each([
    ['https://evil.example/login?a=b', 'https[:]//evil[.]example/login?a=b'],
    ['see www.evil.example now', 'see www[.]evil[.]example now'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['mail me@evil.example', 'mail me@evil[.]example'],
    ['почта.рф', 'почта[.]рф'],
    ['It fails. Then it works. v1.2.3', 'It fails. Then it works. v1.2.3'],
    ['a\u202egnp.exe\u202cb', 'agnp[.]exeb'],
    ['bell\u0007 \u001b[31mred\u001b[0m nul\0', 'bell [31mred[0m nul'],
    ['zero\u200bwidth\ufeff\u2060 soft\u00adhyphen', 'zerowidth softhyphen'],
    ['family 👨\u200d👩\u200d👧, می\u200cخواهم', 'family 👨\u200d👩\u200d👧, می\u200cخواهم'],
    ['one\r\ntwo\u2028three\n\n\n\n\nfour', 'one\ntwo\nthree\n\nfour'],
    ['half \ud83d', 'half \ufffd'],
    ['<b>bold</b> {{secret}} & more', '<b>bold</b> {{secret}} & more'],
    ['  spaces \t  here  ', 'spaces here'],
  ])('%j are kept as %j', (said, kept) => {
    expect(plainWords(said, 1000)).toBe(kept);
  });

  it('are read in linear time', () => {
    const started = performance.now();
    for (const said of ['a.'.repeat(50_000), 'a-'.repeat(50_000), '\n'.repeat(100_000), '\u202e'.repeat(100_000)]) {
      plainWords(said, 100_000);
    }
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

describe('a report', () => {
  it('is of its service and of nothing else, so that all reports of it are one alert', () => {
    const one = signalOf('report', 'firing');
    const other = signalOf('report', 'firing', { what: 'Nothing works', impact: 'slow', contact: 'x@y.example' });
    expect(other.dedupKey).toBe(one.dedupKey);
    expect(signalOf('report', 'firing', { service: 'Search' }).dedupKey).not.toBe(one.dedupKey);
  });

  it('says nothing of whom to contact', () => {
    expect(JSON.stringify(signalOf('report', 'firing'))).not.toContain('kim@');
  });

  it('is quiet, whatever it says', () => {
    for (const impact of ['cannot-work', 'slow', 'cosmetic']) {
      expect(signalOf('report', 'firing', { impact }).severity).toBe('info');
    }
  });
});
