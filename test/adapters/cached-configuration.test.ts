import { expect, test } from 'vitest';
import { cachedConfiguration, NotConfiguredError } from '../../adapters/configuration/cached-configuration.ts';
import { memoryStores } from '../../adapters/memory/memory-stores.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleConfiguration, exampleFile } from '../../simulation/example-configuration.ts';

const setUp = () => {
  const time = { now: 0 };
  const { configurations } = memoryStores();
  const state = { reads: 0, failing: false };
  const stale: unknown[] = [];
  const source = cachedConfiguration({
    store: {
      ...configurations,
      current: async () => {
        state.reads += 1;
        if (state.failing) throw new Error('unreachable');
        return structuredClone(await configurations.current());
      },
    },
    clock: { now: () => time.now },
    onStale: (error) => stale.push(error),
  });
  return { time, configurations, state, stale, source };
};

test('none was ever applied: a typed error, and the next call asks again', async () => {
  const { source, configurations } = setUp();
  await expect(source.current()).rejects.toBeInstanceOf(NotConfiguredError);
  await configurations.apply(exampleConfiguration());
  expect((await source.current()).organisation.name).toBe('Example Shop');
});

test('it is read once in ten seconds, however many ask', async () => {
  const { source, configurations, state, time } = setUp();
  await configurations.apply(exampleConfiguration());
  await Promise.all([source.current(), source.current(), source.current()]);
  time.now = 9_999;
  await source.current();
  expect(state.reads).toBe(1);
  time.now = 10_000;
  await source.current();
  expect(state.reads).toBe(2);
});

test('the same version stays the same object; another is seen', async () => {
  const { source, configurations, time } = setUp();
  await configurations.apply(exampleConfiguration());
  const first = await source.current();
  time.now = 10_000;
  expect(await source.current()).toBe(first);
  await configurations.apply(parseConfiguration({ ...exampleFile, organisation: { name: 'Renamed' } }));
  time.now = 20_000;
  expect((await source.current()).organisation.name).toBe('Renamed');
});

test('when the store fails the last good one serves on, and somebody is told', async () => {
  const { source, configurations, state, stale, time } = setUp();
  await configurations.apply(exampleConfiguration());
  const good = await source.current();
  state.failing = true;
  time.now = 3_600_000;
  expect(await source.current()).toBe(good);
  expect(stale).toHaveLength(1);
});

test('with nothing to serve the failure of the store is passed on', async () => {
  const { source, state } = setUp();
  state.failing = true;
  await expect(source.current()).rejects.toThrow('unreachable');
});
