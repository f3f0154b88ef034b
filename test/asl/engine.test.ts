import { describe, expect, it } from 'vitest';
import { HISTORY_LIMIT } from '../../asl/index.ts';
import { awaitingToken, bench, errorNamed, invoking, machineOf } from './bench.ts';

const waitAnHour = machineOf({ Wait: { Type: 'Wait', Seconds: 3_600, End: true } });
const refusal = (code: string) => expect.objectContaining({ code, name: code });

describe('startExecution', () => {
  it('answers the running execution to the same name and input, whatever the order of its keys', () => {
    const { engine } = bench(waitAnHour);
    const first = engine.startExecution({ machine: 'machine', name: 'i-1', input: { a: 1, b: 2 } });
    const second = engine.startExecution({ machine: 'machine', name: 'i-1', input: { b: 2, a: 1 } });
    expect(first.started).toBe(true);
    expect(second).toEqual({ executionArn: first.executionArn, started: false });
  });

  it('refuses the name for another input, and for any input when its execution has closed', async () => {
    const { engine, start, clock } = bench(waitAnHour);
    start({ a: 1 });
    expect(() => start({ a: 2 })).toThrow(refusal('ExecutionAlreadyExists'));
    await clock.runUntilIdle();
    expect(() => start({ a: 1 })).toThrow(refusal('ExecutionAlreadyExists'));
    expect(engine.listExecutions('machine')).toHaveLength(1);
  });

  it('runs nothing before it has returned, and never shares its input', async () => {
    const { calls, start, clock } = bench(machineOf({ Ask: invoking('ask', { End: true }, '{% $states.input %}') }));
    const input = { list: [1] };
    start(input);
    expect(calls).toEqual([]);
    input.list.push(2);
    await clock.advanceBy(0);
    expect(calls[0]?.payload).toEqual({ list: [1] });
  });

  it('refuses an unknown machine, a bad name, and an input that is too large or no JSON', () => {
    const { engine, start } = bench(waitAnHour);
    expect(() => start({}, 'run', 'nothing')).toThrow(refusal('StateMachineDoesNotExist'));
    for (const name of ['', 'a b', 'a:b', 'x'.repeat(81)])
      expect(() => start({}, name)).toThrow(refusal('InvalidName'));
    expect(() => start('x'.repeat(262_144))).toThrow(refusal('InvalidExecutionInput'));
    expect(() => start({ n: 1n })).toThrow(refusal('InvalidExecutionInput'));
    expect(() => engine.history('arn:unknown')).toThrow(refusal('ExecutionDoesNotExist'));
  });
});

describe('stopExecution', () => {
  it('aborts with its error and cause, stops every timer and spends every token', async () => {
    const { engine, clock, start, tokens } = bench(machineOf({ Await: awaitingToken('ask') }));
    const arn = start();
    await clock.advanceBy(1_000);
    engine.stopExecution(arn, { error: 'Merged', cause: 'into i-2' });
    engine.stopExecution(arn);
    expect(engine.describeExecution(arn)).toMatchObject({ status: 'ABORTED', error: 'Merged', cause: 'into i-2' });
    expect(clock.pendingTimers).toBe(0);
    expect(() => engine.sendTaskSuccess(tokens[0] ?? '', 1)).toThrow(refusal('TaskTimedOut'));
    expect(engine.history(arn).at(-1)?.type).toBe('ExecutionAborted');
  });

  it('lets no further state run, even right after the start', async () => {
    const { engine, clock, start, calls } = bench(machineOf({ Ask: invoking('ask') }));
    engine.stopExecution(start());
    await clock.runUntilIdle();
    expect(calls).toEqual([]);
  });
});

describe("the machine's TimeoutSeconds", () => {
  it('ends the execution as TIMED_OUT, wherever it is, and nothing catches it', async () => {
    const machine = machineOf(
      {
        Await: awaitingToken('ask', { Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Done' }], Next: 'Done' }),
        Done: { Type: 'Succeed' },
      },
      { TimeoutSeconds: 60 },
    );
    const { run, elapsedMs, engine } = bench(machine);
    const ended = await run();
    expect(ended).toMatchObject({ status: 'TIMED_OUT', path: ['Await'] });
    expect(ended.error).toBeUndefined();
    expect(engine.history(ended.executionArn).at(-1)).toMatchObject({
      type: 'ExecutionTimedOut',
      error: 'States.Timeout',
    });
    expect(elapsedMs()).toBe(60_000);
  });
});

describe('history', () => {
  it('fails the execution at 25,000 events, the last of which says so', async () => {
    const endless = machineOf({
      Turn: { Type: 'Pass', Next: 'Again' },
      Again: { Type: 'Choice', Choices: [{ Condition: '{% false %}', Next: 'Done' }], Default: 'Turn' },
      Done: { Type: 'Succeed' },
    });
    const { run, engine } = bench(endless);
    const ended = await run();
    expect(ended).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(ended.cause).toContain('maximum number of history events (25000)');
    const events = engine.history(ended.executionArn);
    expect(events).toHaveLength(HISTORY_LIMIT);
    expect(events.at(-1)).toMatchObject({ id: HISTORY_LIMIT, type: 'ExecutionFailed' });
  });
});

describe('what has ended', () => {
  it('is kept up to a bound, by executions and by events', async () => {
    const one = machineOf({ Done: { Type: 'Succeed' } });
    const { engine, start, clock } = bench(one, {}, { retention: { closedExecutions: 3, closedNames: 4 } });
    for (let n = 0; n < 10; n++) start({}, `run-${n}`);
    await clock.runUntilIdle();
    expect(engine.listExecutions('machine', 'SUCCEEDED').map(({ name }) => name)).toEqual(['run-7', 'run-8', 'run-9']);
    expect(() => start({}, 'run-6')).toThrow(refusal('ExecutionAlreadyExists'));
    expect(() => start({}, 'run-5')).not.toThrow();
    const byEvents = bench(one, {}, { retention: { closedEvents: 9 } });
    for (let n = 0; n < 10; n++) byEvents.start({}, `run-${n}`);
    await byEvents.clock.runUntilIdle();
    expect(byEvents.engine.listExecutions('machine')).toHaveLength(2);
  });
});

describe('listExecutions', () => {
  it('filters by machine and status, latest start first', async () => {
    const { engine, start, clock } = bench({ slow: waitAnHour, quick: machineOf({ Done: { Type: 'Succeed' } }) });
    start({}, 'a', 'slow');
    await clock.advanceBy(1_000);
    start({}, 'b', 'slow');
    start({}, 'c', 'quick');
    await clock.advanceBy(0);
    expect(engine.listExecutions('slow', 'RUNNING').map(({ name }) => name)).toEqual(['b', 'a']);
    expect(engine.listExecutions('quick', 'RUNNING')).toEqual([]);
    expect(engine.listExecutions('quick').map(({ name }) => name)).toEqual(['c']);
  });
});

describe('onEvent', () => {
  it('tells every event as it happens, and what it throws changes nothing', async () => {
    const told: string[] = [];
    const machine = machineOf({ Done: { Type: 'Succeed' } });
    const onEvent = (event: { type: string }) => {
      told.push(event.type);
      if (told.length % 2 === 0) throw errorNamed('Listener');
      return Promise.reject(errorNamed('Listener'));
    };
    expect((await bench(machine, {}, { onEvent }).run()).status).toBe('SUCCEEDED');
    expect(told).toEqual(['ExecutionStarted', 'SucceedStateEntered', 'SucceedStateExited', 'ExecutionSucceeded']);
  });
});

describe('close', () => {
  it('leaves no timer, runs nothing on, and starts nothing', async () => {
    const { engine, start, clock, calls } = bench({
      a: machineOf({ Wait: { Type: 'Wait', Seconds: 1, Next: 'Ask' }, Ask: invoking('ask') }, { TimeoutSeconds: 60 }),
      b: machineOf({ Await: awaitingToken('page', { HeartbeatSeconds: 5, End: true }) }),
    });
    const arn = start({}, 'x', 'a');
    start({}, 'y', 'b');
    await clock.advanceBy(0);
    engine.close();
    expect(clock.pendingTimers).toBe(0);
    await clock.advanceBy(10_000);
    expect(calls.map(({ name }) => name)).toEqual(['page']);
    expect(engine.describeExecution(arn).status).toBe('RUNNING');
    expect(() => start({}, 'z', 'a')).toThrow(refusal('EngineClosed'));
  });
});

describe('speed', () => {
  it('brings an execution to its first wait in well under a millisecond', async () => {
    const machine = machineOf({
      Assess: invoking(
        'assess',
        { Assign: { incident: '{% $states.input.id %}', due: '{% $states.result.Payload.due %}' }, Next: 'Choose' },
        { id: '{% $states.input.id %}' },
      ),
      Choose: { Type: 'Choice', Choices: [{ Condition: '{% $due > 10 %}', Next: 'Await' }], Default: 'Done' },
      Await: awaitingToken('ask', { TimeoutSeconds: '{% $due %}', Next: 'Done' }),
      Done: { Type: 'Succeed' },
    });
    const { start, clock, tokens } = bench(machine, { assess: () => ({ due: 60 }) });
    const many = async (prefix: string) => {
      const before = performance.now();
      for (let n = 0; n < 500; n++) {
        start({ id: `i-${n}` }, `${prefix}-${n}`);
        await clock.advanceBy(0);
      }
      return (performance.now() - before) / 500;
    };
    await many('warm');
    const each = await many('measured');
    expect(tokens).toHaveLength(1_000);
    expect(each).toBeLessThan(1);
  });
});
