import { afterAll, describe, expect, it } from 'vitest';
import { expressionsApart } from '../../../adapters/expressions/expressions-apart.ts';
import { ExpressionError } from '../../../ports/expressions.ts';
import { BOMBS, ESCAPES } from './hostile-expressions.ts';

const expressions = expressionsApart(3);
afterAll(() => expressions.close());

const AT = Date.parse('2026-11-21T20:00:00Z');

const evaluate = async (expression: string, input: unknown = { a: 1 }): Promise<unknown> => {
  const made = await expressions.evaluate(expression, input, AT);
  return made === undefined ? undefined : JSON.parse(made);
};

/** What came of it, or why nothing did; anything but that is a defect. */
const outcome = async (expression: string, input?: unknown): Promise<string> => {
  try {
    return JSON.stringify(await evaluate(expression, input)) ?? 'nothing';
  } catch (error) {
    if (error instanceof ExpressionError) return error.message;
    throw error;
  }
};

describe('An expression', () => {
  it.each<[string, unknown, unknown]>([
    [
      '{ "title": a.b, "list": items.name }',
      { a: { b: 'x' }, items: [{ name: 1 }, { name: 2 }] },
      { title: 'x', list: [1, 2] },
    ],
    ['[$now(), $millis()]', {}, ['2026-11-21T20:00:00.000Z', AT]],
    ['constructor', { constructor: 'Mercedes' }, 'Mercedes'],
    ['$keys($)', { toString: 1, constructor: 2 }, ['toString', 'constructor']],
    ['$base64decode($base64encode(a))', { a: 'disk /dev/sda1 is 91% full' }, 'disk /dev/sda1 is 91% full'],
    ['$match(a, /(\\d+) %/).groups', { a: '91 % used' }, ['91']],
    ['$merge([$, {"b": 2}])', { a: 1 }, { a: 1, b: 2 }],
    ['$type($) & $type(a) & $count(*)', { a: [1, 2] }, 'objectarray2'],
  ])('%s of %j makes %j', async (expression, input, made) => {
    expect(await evaluate(expression, input)).toEqual(made);
  });

  it('that makes nothing makes nothing', async () => {
    expect(await evaluate('a.b.c')).toBeUndefined();
  });

  it('that is none, or fails, is a reason', async () => {
    await expect(evaluate('{ "a": ')).rejects.toThrow(ExpressionError);
    await expect(evaluate('$number("x")')).rejects.toThrow(ExpressionError);
  });

  it.each(ESCAPES)('finds no way out by $what', async ({ expression, input }) => {
    const made = await outcome(expression, input);
    expect(made).not.toContain(String(process.pid));
    expect(made).not.toMatch(/polluted":1|^1$|function \(|\[native/);
    // Nor has it changed what the next one meets.
    expect(await evaluate('[polluted, {}.polluted, [].polluted, $count($keys({}))]', {})).toEqual([0]);
  });
});

describe('An expression without end', () => {
  it.each(BOMBS)('is ended, and others are served meanwhile: $what', async ({ expression, input }) => {
    await evaluate('a');
    const beganAt = performance.now();
    const ended = outcome(expression, input);
    expect(await evaluate('a')).toBe(1);
    const served = performance.now() - beganAt;
    await ended;
    const took = performance.now() - beganAt;
    // 200 ms, and what it takes to notice it; a machine that is busy with something else lets an honest expression live longer.
    expect(took).toBeLessThan(2_500);
    expect(served).toBeLessThan(Math.max(took, 250) + 250);
  });

  it('leaves the next one a place at once', async () => {
    await Promise.all(BOMBS.slice(0, 4).map(({ expression, input }) => outcome(expression, input)));
    expect(await evaluate('a')).toBe(1);
  });

  it('takes no memory of this process', async () => {
    const before = process.memoryUsage.rss();
    await outcome('[1..16].$pad("x", 5000000)');
    expect(process.memoryUsage.rss() - before).toBeLessThan(64 * 1024 * 1024);
  });
});

describe('A process that stops', () => {
  it('tells those who wait that nothing came of it', async () => {
    const stopping = expressionsApart(2);
    const waiting = stopping.evaluate('a', { a: 1 }, AT);
    stopping.close();
    await expect(waiting).rejects.toThrow(ExpressionError);
  });
});
