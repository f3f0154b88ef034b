import { describe, expect, it } from 'vitest';
import { awaitingToken, bench, errorNamed, invoking, machineOf } from './bench.ts';

const branch = (states: Record<string, object>) => ({ StartAt: Object.keys(states)[0], States: states });

describe('Parallel', () => {
  it('runs its branches at once and gives their outputs in the order of the definition', async () => {
    const both = bench(
      machineOf({
        Both: {
          Type: 'Parallel',
          Arguments: { n: '{% $states.input.n + 1 %}' },
          Branches: [
            branch({ Slow: { Type: 'Wait', Seconds: 20, Output: ['slow', '{% $states.input.n %}'], End: true } }),
            branch({ Fast: { Type: 'Wait', Seconds: 10, Output: ['fast', '{% $states.input.n %}'], End: true } }),
          ],
          End: true,
        },
      }),
    );
    expect((await both.run({ n: 1 })).output).toEqual([
      ['slow', 2],
      ['fast', 2],
    ]);
    expect(both.elapsedMs()).toBe(20_000);
  });

  it('fails with the first failure, and cancels the other branches', async () => {
    const both = bench(
      machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [
            branch({ Wait: { Type: 'Wait', Seconds: 10, Next: 'Ask' }, Ask: invoking('ask') }),
            branch({ Await: awaitingToken('page', { Next: 'Never' }), Never: invoking('never') }),
            branch({ Long: { Type: 'Wait', Seconds: 3_600, Next: 'NeverToo' }, NeverToo: invoking('never') }),
          ],
          Catch: [{ ErrorEquals: ['Busy'], Next: 'Caught' }],
          Next: 'Caught',
        },
        Caught: { Type: 'Succeed', Output: '{% $states.input.Error %}' },
      }),
      {
        ask: () => {
          throw errorNamed('Busy');
        },
      },
    );
    expect((await both.run()).output).toBe('Busy');
    expect(both.elapsedMs()).toBe(10_000);
    expect(both.clock.pendingTimers).toBe(0);
    expect(both.calls.map((call) => call.name)).toEqual(['page', 'ask']);
    expect(() => both.engine.sendTaskSuccess(both.tokens[0] ?? '', 1)).toThrow('Task Timed Out');
  });

  it('is retried as a whole', async () => {
    let asked = 0;
    const both = bench(
      machineOf({
        Both: {
          Type: 'Parallel',
          Branches: [branch({ Ask: invoking('ask') }), branch({ Other: invoking('other') })],
          Retry: [{ ErrorEquals: ['Busy'] }],
          Output: 'done',
          End: true,
        },
      }),
      {
        ask: () => {
          if (++asked === 1) throw errorNamed('Busy');
        },
      },
    );
    expect((await both.run()).output).toBe('done');
    expect(both.calls).toHaveLength(4);
  });
});

describe('Map', () => {
  const mapping = (fields: object, states?: Record<string, object>) =>
    machineOf({
      Each: {
        Type: 'Map',
        Items: '{% $states.input.people %}',
        ItemProcessor: {
          ProcessorConfig: { Mode: 'INLINE' },
          ...branch(
            states ?? {
              Page: invoking('page', { Output: '{% $states.result.Payload %}', End: true }, '{% $states.input %}'),
            },
          ),
        },
        End: true,
        ...fields,
      },
    });

  it('runs its processor for each item, in the order of the items', async () => {
    const each = bench(mapping({}), { page: (name: string) => `paged ${name}` });
    const { output, path } = await each.run({ people: ['Ada', 'Bo'] });
    expect(output).toEqual(['paged Ada', 'paged Bo']);
    expect(path).toEqual(['Each', 'Page', 'Page']);
  });

  it('takes its input when there are no Items, and gives [] for none', async () => {
    expect((await bench(mapping({ Items: undefined })).run([])).output).toEqual([]);
  });

  it('shapes each item with ItemSelector, which knows Map.Item', async () => {
    const ItemSelector = {
      at: '{% $states.context.Map.Item.Index %}',
      who: '{% $states.context.Map.Item.Value %}',
      incident: '{% $states.input.incident %}',
    };
    const each = bench(mapping({ ItemSelector }));
    await each.run({ people: ['Ada', 'Bo'], incident: 'i-1' });
    expect(each.calls.map((call) => call.payload)).toEqual([
      { at: 0, who: 'Ada', incident: 'i-1' },
      { at: 1, who: 'Bo', incident: 'i-1' },
    ]);
  });

  it('runs at most MaxConcurrency iterations at once', async () => {
    const states = { Hold: { Type: 'Wait', Seconds: 10, End: true } };
    for (const [MaxConcurrency, seconds] of [
      [1, 40],
      [2, 20],
      ['{% $states.input.n %}', 20],
      [0, 10],
    ] as const) {
      const each = bench(mapping({ MaxConcurrency }, states));
      await each.run({ people: [1, 2, 3, 4], n: 3 });
      expect(each.elapsedMs()).toBe(seconds * 1_000);
    }
  });

  it('fails with the first failing iteration and starts no further one', async () => {
    const each = bench(mapping({ MaxConcurrency: 1 }), {
      page: (name: string) => {
        if (name === 'Bo') throw errorNamed('NoAnswer');
      },
    });
    expect((await each.run({ people: ['Ada', 'Bo', 'Cy'] })).error).toBe('NoAnswer');
    expect(each.calls).toHaveLength(2);
  });

  it('fails on what is not an array', async () => {
    expect((await bench(mapping({})).run({ people: 'Ada' })).error).toBe('States.QueryEvaluationError');
    expect((await bench(mapping({})).run({ people: { a: 1 } })).error).toBe('States.QueryEvaluationError');
  });
});

describe('Assign', () => {
  it('sets variables for later states; Assign and Output both see the old ones', async () => {
    const machine = machineOf({
      Begin: { Type: 'Pass', Assign: { n: 1, label: 'first' }, Next: 'Change' },
      Change: { Type: 'Pass', Assign: { n: '{% $n + 1 %}', copy: '{% $n %}' }, Output: '{% $n %}', Next: 'End' },
      End: { Type: 'Pass', Output: ['{% $states.input %}', '{% $n %}', '{% $copy %}', '{% $label %}'], End: true },
    });
    expect((await bench(machine).run()).output).toEqual([1, 2, 1, 'first']);
  });

  it('sets nothing when Output fails', async () => {
    const machine = machineOf({
      Begin: { Type: 'Pass', Assign: { n: 1 }, Next: 'Ask' },
      Ask: invoking('ask', {
        Assign: { n: 2 },
        Output: '{% $states.input.none %}',
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
        Next: 'Caught',
      }),
      Caught: { Type: 'Pass', Output: '{% $n %}', End: true },
    });
    expect((await bench(machine).run()).output).toBe(1);
  });

  it('reads outer variables in a branch, and loses those of the branch after it', async () => {
    const machine = machineOf({
      Begin: { Type: 'Pass', Assign: { outer: 'seen' }, Next: 'Both' },
      Both: {
        Type: 'Parallel',
        Branches: [
          branch({
            A: { Type: 'Pass', Assign: { inner: 'a' }, Next: 'ReadA' },
            ReadA: { Type: 'Pass', Output: '{% $outer & $inner %}', End: true },
          }),
          branch({
            B: { Type: 'Pass', Assign: { inner: 'b' }, Next: 'ReadB' },
            ReadB: { Type: 'Pass', Output: '{% $outer & $inner %}', End: true },
          }),
        ],
        Assign: { results: '{% $states.result %}' },
        Next: 'After',
      },
      After: { Type: 'Pass', Output: { results: '{% $results %}', leaked: '{% $exists($inner) %}' }, End: true },
    });
    expect((await bench(machine).run()).output).toEqual({ results: ['seena', 'seenb'], leaked: false });
  });
});
