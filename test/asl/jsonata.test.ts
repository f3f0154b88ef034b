import { describe, expect, it } from 'vitest';
import { bench, machineOf } from './bench.ts';

/** Evaluates one expression as the Output of a Pass state. */
async function evaluate(expression: string, input: unknown = {}) {
  const ended = await bench(machineOf({ Only: { Type: 'Pass', Output: `{% ${expression} %}`, End: true } })).run(input);
  return ended.status === 'SUCCEEDED' ? ended.output : { failed: ended.error, cause: ended.cause };
}

const failed = { failed: 'States.QueryEvaluationError', cause: expect.any(String) };

describe('an expression', () => {
  it('is walked to in nested objects and arrays; other strings stay as they are', async () => {
    const Output = {
      list: [1, '{% $states.input.n %}', { deep: '{% $states.input.n + 1 %}' }],
      text: 'a {% b %} c',
      none: null,
    };
    const ended = await bench(machineOf({ Only: { Type: 'Pass', Output, End: true } })).run({ n: 1 });
    expect(ended.output).toEqual({ list: [1, 1, { deep: 2 }], text: 'a {% b %} c', none: null });
  });

  it('fails when it gives nothing, and names its field as AWS does', async () => {
    const machine = machineOf({ Only: { Type: 'Pass', Output: { a: ['{% $states.input.no %}'] }, End: true } });
    const ended = await bench(machine).run();
    expect(ended.error).toBe('States.QueryEvaluationError');
    expect(ended.cause).toBe(
      "An error occurred while executing the state 'Only' (entered at the event id #2). The JSONata expression " +
        "'$states.input.no' specified for the field 'Output/a[0]' returned nothing (undefined).",
    );
  });

  it('may give null', async () => {
    expect(await evaluate('$states.input.n', { n: null })).toBeNull();
  });

  it.each([
    ['throws', '$states.input.n + "x"'],
    ['gives a function', 'function($x) { $x }'],
    ['gives an object that holds a function', '{ "f": $sum }'],
    ['calls what does not exist', '$nothing()'],
    ['never ends', '($f := function($n) { $f($n + 1) }; $f(0))'],
  ])('fails with States.QueryEvaluationError when it %s', async (_what, expression) => {
    expect(await evaluate(expression, { n: 1 })).toEqual(failed);
  });

  it('gives plain arrays: a later expression reads them as they were', async () => {
    const machine = machineOf({
      Collect: { Type: 'Pass', Assign: { list: '{% [$states.input.items[n > 1].n] %}' }, Next: 'Read' },
      Read: { Type: 'Pass', Output: ['{% $list %}', '{% $count($list) %}', '{% $list[0] %}'], End: true },
    });
    expect((await bench(machine).run({ items: [{ n: 1 }, { n: 2 }] })).output).toEqual([[2], 1, 2]);
  });

  it('tells the time of the clock that tests turn', async () => {
    const Output = ['{% $now() %}', '{% $millis() %}', "{% $now('[Y0001]-[M01]', '+0000') %}"];
    const machine = machineOf({
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Tell' },
      Tell: { Type: 'Pass', Output, End: true },
    });
    expect((await bench(machine).run()).output).toEqual([
      '2026-01-01T00:01:00.000Z',
      Date.UTC(2026, 0, 1, 0, 1),
      '2026-01',
    ]);
  });
});

describe('$states.context', () => {
  it('tells the execution, the state and the machine', async () => {
    expect(await evaluate('$states.context', { a: 1 })).toEqual({
      Execution: {
        Id: 'arn:aws:states:local:000000000000:execution:machine:run',
        Input: { a: 1 },
        Name: 'run',
        StartTime: '2026-01-01T00:00:00.000Z',
      },
      State: { EnteredTime: '2026-01-01T00:00:00.000Z', Name: 'Only', RetryCount: 0 },
      StateMachine: { Id: 'arn:aws:states:local:000000000000:stateMachine:machine', Name: 'machine' },
    });
  });
});

describe('the functions that Step Functions adds', () => {
  it.each([
    ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
    [
      '$partition([1..4], 2.9)',
      [
        [1, 2],
        [3, 4],
      ],
    ],
    ['$range(0, 10, 5)', [0, 5, 10]],
    ['$range(5, 1, -2)', [5, 3, 1]],
    ['$range(-1.7, 0, 1)', [-1, 0]],
    ['$range(3, 3, 1)', 3],
    ["$hash('a', 'SHA-1')", '86f7e437faa5a7fce15d1ddcb9eaeaea377667b8'],
    ["$hash('a', 'MD5')", '0cc175b9c0f1b6a831c399e269772661'],
    [`$parse('{"a": [1, null]}')`, { a: [1, null] }],
    ['$random(7) = $random(7)', true],
    ['$random(7) != $random(8)', true],
    ['$r := $random(); $r >= 0 and $r < 1'.replace(/^(.*)$/, '($1)'), true],
    ['$uuid() != $uuid()', true],
    ['$match($uuid(), /^[0-9a-f]{8}-[0-9a-f]{4}-4/) ~> $count()', 1],
  ])('%s', async (expression, value) => {
    expect(await evaluate(expression)).toEqual(value);
  });

  it.each([
    '$partition([], 2)',
    '$partition([1], 0)',
    '$range(1, 5)',
    '$range(1, 5, -1)',
    '$range(1, 5, 0)',
    '$range(1, 1000000, 1)',
    "$hash('a')",
    "$hash('a', 'sha-1')",
    "$parse('{')",
    '$parse(1)',
  ])('%s gives nothing or fails: States.QueryEvaluationError', async (expression) => {
    expect(await evaluate(expression)).toEqual(failed);
  });
});
