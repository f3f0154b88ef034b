import { describe, expect, it } from 'vitest';
import { bench, errorNamed, invoking, machineOf } from './bench.ts';

const CAUGHT = { Caught: { Type: 'Succeed' }, Done: { Type: 'Succeed' } };

/** A function that fails with the named errors in turn, then answers 'fine'. */
function failing(...names: string[]) {
  const left = [...names];
  return () => {
    const name = left.shift();
    if (name !== undefined) throw errorNamed(name);
    return 'fine';
  };
}

describe('Retry', () => {
  it('tries three times more by default, after 1, 2 and 4 seconds', async () => {
    const machine = machineOf({ Ask: invoking('ask', { Retry: [{ ErrorEquals: ['Busy'] }], End: true }) });
    const asking = bench(machine, { ask: failing('Busy', 'Busy', 'Busy', 'Busy') });
    expect((await asking.run()).error).toBe('Busy');
    expect(asking.calls.map((call) => call.atMs)).toEqual([0, 1_000, 3_000, 7_000]);
  });

  it('follows IntervalSeconds, BackoffRate, MaxDelaySeconds and MaxAttempts', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 10, BackoffRate: 3, MaxDelaySeconds: 60, MaxAttempts: 4 }];
    const asking = bench(machineOf({ Ask: invoking('ask', { Retry, End: true }) }), {
      ask: failing('Busy', 'Busy', 'Busy', 'Busy'),
    });
    expect((await asking.run()).status).toBe('SUCCEEDED');
    expect(asking.calls.map((call) => call.atMs)).toEqual([0, 10_000, 40_000, 100_000, 160_000]);
  });

  it('draws the delay between zero and the whole of it with full jitter', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], IntervalSeconds: 100, JitterStrategy: 'FULL' }];
    const machine = machineOf({ Ask: invoking('ask', { Retry, End: true }) });
    const asking = bench(machine, { ask: failing('Busy') }, { random: () => 0.25 });
    await asking.run();
    expect(asking.elapsedMs()).toBe(25_000);
  });

  it('never retries with MaxAttempts 0', async () => {
    const Retry = [{ ErrorEquals: ['Busy'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }];
    const asking = bench(machineOf({ Ask: invoking('ask', { Retry, End: true }) }), { ask: failing('Busy') });
    await asking.run();
    expect(asking.calls).toHaveLength(1);
  });

  it('counts the attempts of each retrier on its own', async () => {
    const Retry = [
      { ErrorEquals: ['A'], MaxAttempts: 1 },
      { ErrorEquals: ['B'], MaxAttempts: 1 },
    ];
    const asking = bench(machineOf({ Ask: invoking('ask', { Retry, End: true }) }), { ask: failing('A', 'B', 'A') });
    expect((await asking.run()).error).toBe('A');
    expect(asking.calls).toHaveLength(3);
  });

  it('evaluates Arguments anew, with State.RetryCount', async () => {
    const machine = machineOf({
      Ask: invoking(
        'ask',
        { Retry: [{ ErrorEquals: ['States.ALL'] }], End: true },
        '{% $states.context.State.RetryCount %}',
      ),
    });
    const asking = bench(machine, { ask: failing('A', 'A') });
    await asking.run();
    expect(asking.calls.map((call) => call.payload)).toEqual([0, 1, 2]);
  });
});

describe('Catch', () => {
  it('goes on with the error output, or with its own Assign and Output', async () => {
    const caught = (fields: object) =>
      machineOf({
        Ask: invoking('ask', { Catch: [{ ErrorEquals: ['Busy'], Next: 'Caught', ...fields }], Next: 'Done' }),
        Caught: { Type: 'Pass', Output: ['{% $states.input %}', '{% $exists($why) ? $why : null %}'], End: true },
        Done: { Type: 'Succeed' },
      });
    const plain = await bench(caught({}), { ask: failing('Busy') }).run();
    expect(plain.output).toEqual([{ Error: 'Busy', Cause: expect.stringContaining('errorMessage') }, null]);
    const shaped = caught({
      Assign: { why: '{% $states.errorOutput.Error %}' },
      Output: { id: '{% $states.input.id %}' },
    });
    expect((await bench(shaped, { ask: failing('Busy') }).run({ id: 5 })).output).toEqual([{ id: 5 }, 'Busy']);
  });

  it('is asked when the retries are used up', async () => {
    const machine = machineOf({
      Ask: invoking('ask', {
        Retry: [{ ErrorEquals: ['Busy'], MaxAttempts: 1 }],
        Catch: [{ ErrorEquals: ['Busy'], Next: 'Caught' }],
        Next: 'Done',
      }),
      ...CAUGHT,
    });
    expect((await bench(machine, { ask: failing('Busy', 'Busy') }).run()).path).toEqual(['Ask', 'Caught']);
  });

  it('catches what goes wrong in Arguments and in Output', async () => {
    const Catch = [{ ErrorEquals: ['States.QueryEvaluationError'], Next: 'Caught' }];
    const inArguments = machineOf({
      Ask: invoking('ask', { Catch, Next: 'Done' }, '{% $states.input.no %}'),
      ...CAUGHT,
    });
    expect((await bench(inArguments).run()).path).toEqual(['Ask', 'Caught']);
    const inOutput = machineOf({
      Ask: invoking('ask', { Catch, Next: 'Done', Output: '{% $states.result.no %}' }),
      ...CAUGHT,
    });
    const ended = await bench(inOutput).run();
    expect(ended.path).toEqual(['Ask', 'Caught']);
    expect(ended.output).toMatchObject({
      Cause: expect.stringContaining(
        "'$states.result.no' specified for the field 'Output' returned nothing (undefined).",
      ),
    });
  });
});

describe('the names in ErrorEquals', () => {
  const raising = (catches: string, fail: object) =>
    bench(
      machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [{ StartAt: 'Inner', States: { Inner: fail } }],
          Catch: [{ ErrorEquals: [catches], Next: 'Caught' }],
          Next: 'Done',
        },
        ...CAUGHT,
      }),
    ).run();
  const failWith = (error: string) => ({ Type: 'Fail', Error: error });

  it.each([
    ['States.ALL', 'Busy'],
    ['States.ALL', 'States.Timeout'],
    ['States.TaskFailed', 'Busy'],
    ['States.DataLimitExceeded', 'States.DataLimitExceeded'],
  ])('%s matches %s', async (name, error) => {
    expect((await raising(name, failWith(error))).path).toContain('Caught');
  });

  it.each([
    ['Busy', 'Busier'],
    ['States.TaskFailed', 'States.Timeout'],
    ['States.ALL', 'States.DataLimitExceeded'],
    ['States.ALL', 'States.Runtime'],
    ['States.TaskFailed', 'States.Runtime'],
    ['States.Runtime', 'States.Runtime'],
  ])('%s does not match %s', async (name, error) => {
    const ended = await raising(name, failWith(error));
    expect(ended.status).toBe('FAILED');
    expect(ended.error).toBe(error);
  });
});

describe('a problem inside the interpreter', () => {
  it('fails the execution with States.Runtime and leaves the process alone', async () => {
    const Retry = [{ ErrorEquals: ['A'], JitterStrategy: 'FULL' }];
    const random = () => {
      throw new Error('no luck');
    };
    const broken = bench(machineOf({ Ask: invoking('ask', { Retry, End: true }) }), { ask: failing('A') }, { random });
    expect(await broken.run()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });
});
