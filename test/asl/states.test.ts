import { describe, expect, it } from 'vitest';
import { bench, invoking, machineOf } from './bench.ts';

describe('Pass', () => {
  it('gives its input on, or its Output', async () => {
    const { output, path, status } = await bench(
      machineOf({
        First: { Type: 'Pass', Next: 'Second' },
        Second: { Type: 'Pass', Output: { doubled: '{% $states.input.n * 2 %}', plain: 'n' }, End: true },
      }),
    ).run({ n: 21 });
    expect(status).toBe('SUCCEEDED');
    expect(output).toEqual({ doubled: 42, plain: 'n' });
    expect(path).toEqual(['First', 'Second']);
  });
});

describe('Succeed', () => {
  it('ends the execution with its input, or its Output', async () => {
    expect((await bench(machineOf({ Done: { Type: 'Succeed' } })).run({ a: 1 })).output).toEqual({ a: 1 });
    const shaped = machineOf({ Done: { Type: 'Succeed', Output: '{% $states.input.a + 1 %}' } });
    expect((await bench(shaped).run({ a: 1 })).output).toBe(2);
  });
});

describe('Fail', () => {
  it('fails the execution with Error and Cause, which may be expressions', async () => {
    const failing = machineOf({
      Stop: { Type: 'Fail', Error: 'Muster.Stop', Cause: "{% 'because ' & $states.input.why %}" },
    });
    const ended = await bench(failing).run({ why: 'I say so' });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'Muster.Stop', cause: 'because I say so' });
    expect(ended).not.toHaveProperty('output');
  });

  it('may say nothing', async () => {
    const ended = await bench(machineOf({ Stop: { Type: 'Fail' } })).run();
    expect(ended.status).toBe('FAILED');
    expect(ended.error).toBeUndefined();
  });
});

describe('Choice', () => {
  const machine = machineOf({
    Choose: {
      Type: 'Choice',
      Assign: { chosen: 'default' },
      Output: 'by default',
      Choices: [
        { Condition: '{% $states.input.n > 10 %}', Next: 'Big', Assign: { chosen: 'big' }, Output: 'by rule' },
        { Condition: '{% $states.input.n > 5 %}', Next: 'Big' },
      ],
      Default: 'Small',
    },
    Big: { Type: 'Pass', Output: ['Big', '{% $states.input %}', '{% $exists($chosen) ? $chosen : null %}'], End: true },
    Small: { Type: 'Pass', Output: ['Small', '{% $states.input %}', '{% $chosen %}'], End: true },
  });

  it('takes the first rule that holds, with its Assign and Output', async () => {
    expect((await bench(machine).run({ n: 11 })).output).toEqual(['Big', 'by rule', 'big']);
  });

  it('takes Default, with the Assign and Output of the state, when none holds', async () => {
    expect((await bench(machine).run({ n: 1 })).output).toEqual(['Small', 'by default', 'default']);
  });

  it('leaves the Assign and Output of the state alone when a rule without them holds', async () => {
    expect((await bench(machine).run({ n: 6 })).output).toEqual(['Big', { n: 6 }, null]);
  });

  it('fails with States.Runtime when nothing holds and there is no Default', async () => {
    const stuck = machineOf({
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }] },
      Done: { Type: 'Succeed' },
    });
    const ended = await bench(stuck).run();
    expect(ended.error).toBe('States.Runtime');
    expect(ended.cause).toContain("the state 'Choose' (entered at the event id #2)");
    expect(ended.cause).toContain('does not point to a next state');
  });

  it('fails with States.QueryEvaluationError when a condition is not a boolean', async () => {
    const wrong = machineOf({
      Choose: { Type: 'Choice', Choices: [{ Condition: "{% 'yes' %}", Next: 'Done' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    });
    const ended = await bench(wrong).run();
    expect(ended.error).toBe('States.QueryEvaluationError');
    expect(ended.cause).toContain('Choices[0]/Condition');
  });
});

describe('Wait', () => {
  it('waits for seconds, a number or an expression', async () => {
    const waiting = bench(
      machineOf({
        Wait: { Type: 'Wait', Seconds: 90, Next: 'More' },
        More: { Type: 'Wait', Seconds: '{% $states.input.minutes * 60 %}', End: true },
      }),
    );
    expect((await waiting.run({ minutes: 2 })).status).toBe('SUCCEEDED');
    expect(waiting.elapsedMs()).toBe(210_000);
  });

  it('waits until a timestamp, and not at all when it has passed', async () => {
    const until = machineOf({ Wait: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } });
    const future = bench(until);
    await future.run({ at: '2026-01-01T02:00:00+01:00' });
    expect(future.elapsedMs()).toBe(3_600_000);
    const past = bench(until);
    expect((await past.run({ at: '2020-01-01T00:00:00Z' })).status).toBe('SUCCEEDED');
    expect(past.elapsedMs()).toBe(0);
  });

  it.each([-1, 1.5, '60', 100_000_000])('refuses %j seconds', async (seconds) => {
    const waiting = machineOf({ Wait: { Type: 'Wait', Seconds: '{% $states.input.seconds %}', End: true } });
    expect((await bench(waiting).run({ seconds })).error).toBe('States.QueryEvaluationError');
  });

  it('refuses what is not a timestamp', async () => {
    const waiting = machineOf({ Wait: { Type: 'Wait', Timestamp: '{% $states.input.at %}', End: true } });
    expect((await bench(waiting).run({ at: 'tomorrow' })).error).toBe('States.QueryEvaluationError');
  });

  it('runs six hours of waiting, step by step, in milliseconds', async () => {
    const cadence = machineOf({
      Begin: { Type: 'Pass', Assign: { round: 0 }, Next: 'Wait' },
      Wait: { Type: 'Wait', Seconds: 60, Next: 'Remind' },
      Remind: invoking('remind', { Assign: { round: '{% $round + 1 %}' }, Next: 'Again?' }, { round: '{% $round %}' }),
      'Again?': { Type: 'Choice', Choices: [{ Condition: '{% $round < 360 %}', Next: 'Wait' }], Default: 'Done' },
      Done: { Type: 'Succeed' },
    });
    const sixHours = bench(cadence);
    const before = performance.now();
    expect((await sixHours.run()).status).toBe('SUCCEEDED');
    expect(sixHours.elapsedMs()).toBe(6 * 3_600_000);
    expect(sixHours.calls).toHaveLength(360);
    expect(sixHours.calls.at(-1)).toEqual({ name: 'remind', payload: { round: 359 }, atMs: 6 * 3_600_000 });
    expect(performance.now() - before).toBeLessThan(2_000);
  });
});

describe('Task that invokes a function', () => {
  it('gives the answer of Lambda as $states.result', async () => {
    const machine = machineOf({
      Add: invoking('add', { Output: '{% $states.result %}', End: true }, { a: '{% $states.input.a %}', b: 2 }),
    });
    const adding = bench(machine, { add: ({ a, b }: { a: number; b: number }) => ({ sum: a + b }) });
    expect((await adding.run({ a: 40 })).output).toEqual({
      ExecutedVersion: '$LATEST',
      Payload: { sum: 42 },
      StatusCode: 200,
    });
    expect(adding.calls).toEqual([{ name: 'add', payload: { a: 40, b: 2 }, atMs: 0 }]);
  });

  it('records the events that AWS records', async () => {
    const one = bench(machineOf({ Only: invoking('f') }));
    await one.run();
    expect(one.eventTypes('arn:aws:states:local:000000000000:execution:machine:run')).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'TaskScheduled',
      'TaskStarted',
      'TaskSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
  });

  it('takes what a function answers as JSON: nothing is shared with it', async () => {
    const answer = { at: new Date(0), gone: undefined, list: [1] };
    const machine = bench(machineOf({ Ask: invoking('ask', { Output: '{% $states.result.Payload %}', End: true }) }), {
      ask: () => answer,
    });
    const { output } = await machine.run();
    answer.list.push(2);
    expect(output).toEqual({ at: '1970-01-01T00:00:00.000Z', list: [1] });
  });

  it("surfaces an error under its name, with Lambda's JSON as the cause", async () => {
    class ServiceDown extends Error {
      override name = 'ServiceDown';
    }
    const ended = await bench(machineOf({ Ask: invoking('ask') }), {
      ask: () => {
        throw new ServiceDown('try later');
      },
    }).run();
    expect(ended.error).toBe('ServiceDown');
    expect(JSON.parse(ended.cause ?? '')).toMatchObject({ errorType: 'ServiceDown', errorMessage: 'try later' });
  });

  it('times out after TimeoutSeconds, which may be an expression, and ignores the late answer', async () => {
    const machine = machineOf({
      Ask: invoking('ask', { TimeoutSeconds: '{% $states.input.limit %}', End: true }),
    });
    let answer: (value: unknown) => void = () => {};
    const asking = bench(machine, { ask: () => new Promise((resolve) => (answer = resolve)) });
    const ended = await asking.run({ limit: 30 });
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(ended.cause).toBeUndefined();
    expect(asking.elapsedMs()).toBe(30_000);
    answer('too late');
    await asking.clock.advanceBy(1_000);
    expect(asking.engine.describeExecution(ended.executionArn).status).toBe('FAILED');
  });

  it('times out after 99,999,999 seconds when it does not say', async () => {
    const asking = bench(machineOf({ Ask: invoking('ask') }), { ask: () => new Promise(() => {}) });
    expect((await asking.run()).error).toBe('States.Timeout');
    expect(asking.elapsedMs()).toBe(99_999_999_000);
  });

  it('fails with States.DataLimitExceeded on an answer over 256 KiB, which States.ALL does not catch', async () => {
    const machine = machineOf({
      Ask: invoking('ask', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }], Next: 'Caught' }),
      Caught: { Type: 'Succeed' },
    });
    const ended = await bench(machine, { ask: () => 'x'.repeat(300_000) }).run();
    expect(ended.error).toBe('States.DataLimitExceeded');
  });
});

describe('Task that starts another machine', () => {
  const child = machineOf({ Child: { Type: 'Pass', Output: '{% $states.input.n %}', End: true } });
  const starting = (name: string) =>
    machineOf({
      Start: {
        Type: 'Task',
        Resource: 'arn:aws:states:::states:startExecution',
        // biome-ignore lint/suspicious/noTemplateCurlyInString: a placeholder of CloudFormation
        Arguments: { StateMachineArn: '${Child}', Name: name, Input: { n: '{% $states.input.n %}' } },
        Catch: [{ ErrorEquals: ['StepFunctions.ExecutionAlreadyExistsException'], Next: 'Taken' }],
        End: true,
      },
      Taken: { Type: 'Succeed', Output: 'taken' },
    });

  it('gives its ARN and does not wait for it', async () => {
    const both = bench({ parent: starting('child-1'), child }, {}, { substitutions: { Child: 'child' } });
    const { output } = await both.run({ n: 7 });
    const arn = 'arn:aws:states:local:000000000000:execution:child:child-1';
    expect(output).toEqual({ ExecutionArn: arn, StartDate: '2026-01-01T00:00:00.000Z' });
    expect(both.engine.describeExecution(arn)).toMatchObject({ status: 'SUCCEEDED', output: 7 });
  });

  it('takes an ARN as well, and names the failure as the integration does', async () => {
    const Child = 'arn:aws:states:eu-west-1:123456789012:stateMachine:child';
    const both = bench({ parent: starting('twice'), child }, {}, { substitutions: { Child } });
    both.start({}, 'twice', 'child');
    expect((await both.run({ n: 7 })).output).toBe('taken');
  });
});
