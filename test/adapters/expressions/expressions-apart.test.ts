import { afterAll, describe, expect, it } from 'vitest';
import { expressionsApart } from '../../../adapters/expressions/expressions-apart.ts';
import { ExpressionError } from '../../../ports/expressions.ts';
import { BOMBS, ESCAPES, type Hostile } from './hostile-expressions.ts';

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

/** Whoever waits for what an expression makes waits for so long at most. */
const MOST_MS = 300;

/** What others take the processor away from is tried again: it is the expression that must not take longer. */
const ATTEMPTS = 10;

/** How long the expression took, and how long somebody else's, asked at the same moment. */
const timed = async ({ expression, input }: Hostile): Promise<{ readonly took: number; readonly served: number }> => {
  await evaluate('a');
  const beganAt = performance.now();
  const since = (): number => performance.now() - beganAt;
  const [took, served] = await Promise.all([
    outcome(expression, input).then(since),
    evaluate('a').then((made) => {
      expect(made).toBe(1);
      return since();
    }),
  ]);
  return { took, served };
};

describe('A hostile expression', () => {
  it.each([...ESCAPES, ...BOMBS])('is over in time, and others are served meanwhile: $what', async (hostile) => {
    let best = await timed(hostile);
    for (let attempt = 1; attempt < ATTEMPTS && (best.took > MOST_MS || best.served > MOST_MS); attempt += 1) {
      const { took, served } = await timed(hostile);
      best = { took: Math.min(best.took, took), served: Math.min(best.served, served) };
    }
    expect(best.took).toBeLessThanOrEqual(MOST_MS);
    expect(best.served).toBeLessThanOrEqual(MOST_MS);
  });
});

describe('An honest expression', () => {
  it('reads a long body, however long it takes to be read', async () => {
    const items = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `item ${id}` }));
    expect(await evaluate('$count(items)', { items, text: 'a "quoted" \n text'.repeat(100_000) })).toBe(100_000);
  });
});

describe('An expression without end', () => {
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
