import { describe, expect, it } from 'vitest';
import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from '../../asl/index.ts';
import { awaitingToken, bench, errorNamed, machineOf } from './bench.ts';

/** An execution that has come to its wait for a token. `Caught` and, where `fields` ask for it, `Pause` come after. */
async function waiting(fields: { Next: string; [field: string]: unknown }, functions = {}) {
  const states = { Await: awaitingToken('ask', fields), Caught: { Type: 'Succeed' } };
  const paused = { ...states, Pause: { Type: 'Wait', Seconds: 60, Next: 'Caught' } };
  const desk = bench(machineOf(fields.Next === 'Pause' ? paused : states), functions);
  const arn = desk.start();
  await desk.clock.advanceBy(0);
  return { ...desk, arn, token: desk.tokens[0] ?? '', told: () => desk.engine.describeExecution(arn) };
}
const CAUGHT = { Next: 'Caught' };

describe('a task that waits for its token', () => {
  it('waits after its function has answered, and goes on with what the signal brings', async () => {
    const { engine, token, clock, told, calls, eventTypes, arn } = await waiting({ ...CAUGHT });
    expect(calls).toEqual([{ name: 'ask', payload: { token }, atMs: 0 }]);
    await clock.advanceBy(86_400_000);
    expect(told().status).toBe('RUNNING');
    engine.sendTaskSuccess(token, { decision: 'major' });
    await clock.advanceBy(0);
    expect(told()).toMatchObject({ status: 'SUCCEEDED', output: { decision: 'major' } });
    expect(eventTypes(arn).slice(2, 6)).toEqual(['TaskScheduled', 'TaskStarted', 'TaskSubmitted', 'TaskSucceeded']);
  });

  it('takes a signal that arrives before its function has answered, and ignores that answer', async () => {
    let answer: (value: unknown) => void = () => {};
    const ask = () => new Promise((resolve) => (answer = resolve));
    const { engine, token, clock, told, eventTypes, arn } = await waiting({ Next: 'Pause' }, { ask });
    engine.sendTaskSuccess(token, 1);
    await clock.advanceBy(0);
    answer('late');
    await clock.advanceBy(60_000);
    expect(told().output).toBe(1);
    expect(eventTypes(arn)).not.toContain('TaskSubmitted');
  });

  it('fails as the signal says', async () => {
    const { engine, token, clock, told } = await waiting(CAUGHT);
    engine.sendTaskFailure(token, 'Rejected', 'not major');
    await clock.advanceBy(0);
    expect(told()).toMatchObject({ status: 'FAILED', error: 'Rejected', cause: 'not major' });
  });

  it('fails when its function fails, and the token is spent', async () => {
    const { engine, token, told } = await waiting(CAUGHT, {
      ask: () => {
        throw errorNamed('Unreachable');
      },
    });
    expect(told().error).toBe('Unreachable');
    expect(() => engine.sendTaskSuccess(token, 1)).toThrow(TaskTimedOut);
  });

  it('times out, and a late signal is told so', async () => {
    const { engine, token, clock, path, arn } = await waiting({
      TimeoutSeconds: 600,
      Catch: [{ ErrorEquals: ['States.Timeout'], Next: 'Caught' }],
      Next: 'Caught',
    });
    await clock.advanceBy(599_999);
    expect(path(arn)).toEqual(['Await']);
    await clock.advanceBy(1);
    expect(path(arn)).toEqual(['Await', 'Caught']);
    for (const late of [
      () => engine.sendTaskSuccess(token, 1),
      () => engine.sendTaskFailure(token),
      () => engine.sendTaskHeartbeat(token),
    ]) {
      expect(late).toThrow(TaskTimedOut);
    }
  });

  it('takes one signal only', async () => {
    const { engine, token, clock, told } = await waiting(CAUGHT);
    engine.sendTaskSuccess(token, 'first');
    expect(() => engine.sendTaskSuccess(token, 'second')).toThrow(TaskTimedOut);
    expect(() => engine.sendTaskFailure(token, 'X')).toThrow(TaskTimedOut);
    await clock.advanceBy(0);
    expect(told().output).toBe('first');
  });

  it('refuses an output that is not JSON or too large, and goes on waiting', async () => {
    const { engine, token, told } = await waiting(CAUGHT);
    expect(() => engine.sendTaskSuccess(token, 1n)).toThrow(expect.objectContaining({ code: 'InvalidOutput' }));
    const large = 'x'.repeat(262_144);
    expect(() => engine.sendTaskSuccess(token, large)).toThrow(expect.objectContaining({ code: 'InvalidOutput' }));
    expect(told().status).toBe('RUNNING');
    expect(() => engine.sendTaskSuccess(token, 'fine')).not.toThrow();
  });

  it('tells an unknown token from what is no token', async () => {
    const { engine } = await waiting(CAUGHT);
    expect(() => engine.sendTaskSuccess('asl-task.of-another-process', 1)).toThrow(TaskDoesNotExist);
    expect(() => engine.sendTaskSuccess('', 1)).toThrow(InvalidToken);
    expect(() => engine.sendTaskSuccess(undefined as never, 1)).toThrow(InvalidToken);
  });

  it('gets a new token at each attempt', async () => {
    const retried = await waiting({ Retry: [{ ErrorEquals: ['Again'] }], Next: 'Caught' });
    retried.engine.sendTaskFailure(retried.token, 'Again');
    await retried.clock.advanceBy(1_000);
    expect(new Set(retried.tokens).size).toBe(2);
  });
});

describe('HeartbeatSeconds', () => {
  const beating = { HeartbeatSeconds: 60, TimeoutSeconds: 150 };

  it('fails the task when no heartbeat comes, as States.Timeout', async () => {
    const { clock, told } = await waiting({ ...beating, Next: 'Caught' });
    await clock.advanceBy(59_999);
    expect(told().status).toBe('RUNNING');
    await clock.advanceBy(1);
    expect(told().error).toBe('States.Timeout');
  });

  it.each(['States.HeartbeatTimeout', 'States.Timeout'])('is caught as %s', async (name) => {
    const desk = await waiting({ ...beating, Catch: [{ ErrorEquals: [name], Next: 'Caught' }], Next: 'Caught' });
    await desk.clock.advanceBy(60_000);
    expect(desk.told().output).toEqual({ Error: 'States.Timeout', Cause: '' });
  });

  it('is put off by each heartbeat, but never beyond TimeoutSeconds', async () => {
    const { engine, clock, token, told } = await waiting({ ...beating, Next: 'Caught' });
    for (let beat = 0; beat < 2; beat++) {
      await clock.advanceBy(50_000);
      engine.sendTaskHeartbeat(token);
    }
    await clock.advanceBy(49_999);
    expect(told().status).toBe('RUNNING');
    await clock.advanceBy(1);
    expect(told().error).toBe('States.Timeout');
  });

  it('may be an expression', async () => {
    const machine = machineOf({
      Await: awaitingToken('ask', { HeartbeatSeconds: '{% $states.input.every %}', End: true }),
    });
    const desk = bench(machine);
    await desk.run({ every: 5 });
    expect(desk.elapsedMs()).toBe(5_000);
  });
});
