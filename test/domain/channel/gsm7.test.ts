import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inGsm7, partsOf, septetsOf } from '../../../domain/channel/gsm7.ts';

describe('the alphabet of text messages', () => {
  it.each([
    ['Fehlerrate über 5 %', 'Fehlerrate über 5 %'],
    ['Inês ção', 'Ines cao'],
    ['“quoted” – dash — and…', '"quoted" - dash - and...'],
    ['[FIRING:1] {x} a|b ~c ^d \\e €', "(FIRING:1) (x) a/b -c 'd /e EUR"],
    ['Łódź œuvre ﬁne ½', 'Lodz oeuvre fine 1/2'],
    ['deploy 🚀 done\nnow', 'deploy done now'],
    ['障害', '障害'],
  ])('has %j as %j', (text, expected) => {
    expect(inGsm7(text)).toBe(expected);
  });

  it.each([
    ['a'.repeat(160), 1],
    ['a'.repeat(161), 2],
    ['a'.repeat(306), 2],
    ['a'.repeat(307), 3],
    ['é€'.repeat(53), 1],
    ['ж'.repeat(70), 1],
    ['ж'.repeat(134), 2],
    ['ж'.repeat(135), 3],
  ])('a message takes the parts that networks bill: %#', (text, parts) => {
    expect(partsOf(text)).toBe(parts);
  });

  it('leaves nothing outside but letters of other scripts', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        for (const letter of inGsm7(text)) {
          if (septetsOf(letter) === undefined) expect(letter).toMatch(/[\p{L}\p{N}]/u);
        }
      }),
    );
  });
});
