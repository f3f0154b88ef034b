import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { byPath, nestedTexts, textCalled } from '../../../sources/reading/nested.ts';

describe('the texts inside a value', () => {
  it('are those of all its plain values, what is less deep first', () => {
    expect(nestedTexts({ a: { b: 'deep' }, c: 1, d: [true, 'x'], e: [{ f: 2 }], g: null })).toEqual([
      { path: 'c', name: 'c', depth: 1, text: '1', list: false },
      { path: 'd', name: 'd', depth: 1, text: 'true, x', list: true },
      { path: 'a.b', name: 'b', depth: 2, text: 'deep', list: false },
      { path: 'e.0.f', name: 'f', depth: 3, text: '2', list: false },
    ]);
  });

  it('are found by the names that they are called by, of which the earlier counts', () => {
    const texts = nestedTexts({ deep: { message: 'm', Output: 'o' } });
    expect(textCalled(texts, ['output', 'message'])).toBe('o');
    expect(textCalled(texts, ['none'])).toBeUndefined();
  });

  it('never become the prototype of anything, and never more than a message may have', () => {
    expect(byPath(nestedTexts(JSON.parse('{"__proto__":{"x":1},"a":{"__proto__":2}}')))).toEqual({});
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 6 }), (value) => {
        const texts = nestedTexts(value);
        expect(texts.length).toBeLessThanOrEqual(1_000);
        for (const { text, path } of texts) expect([text === '', path.length <= 256]).toEqual([false, true]);
      }),
    );
  });
});
