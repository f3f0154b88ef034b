import { describe, expect, it } from 'vitest';
import { cachedInForce } from '../../adapters/live/cached-in-force.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import { exampleConfiguration } from '../../simulation/example-configuration.ts';

const record: LiveRecord = {
  kind: 'any',
  id: 'a',
  seq: 1,
  ended: false,
  changedAt: '2026-11-21T19:00:00.000Z',
  state: {},
};

const bench = (keptMs: number) => {
  const asked = { versions: 0, records: 0 };
  const held = { version: 0, records: [] as LiveRecord[], fails: false };
  const failures: unknown[] = [];
  const time = { now: 1_000_000 };
  const configuration = exampleConfiguration();
  const inForce = cachedInForce({
    configuration: { current: async () => configuration },
    store: {
      version: async () => {
        asked.versions += 1;
        if (held.fails) throw new Error('throttled');
        return held.version;
      },
      open: async () => {
        asked.records += 1;
        return held.records;
      },
    },
    clock: { now: () => time.now },
    keptMs,
    onStale: (error) => failures.push(error),
  });
  return { asked, held, failures, time, inForce };
};

describe('what is in force', () => {
  it('is asked for at most once in its time, and read only when something has changed', async () => {
    const { asked, held, time, inForce } = bench(1_000);
    const first = await inForce();
    expect(await inForce()).toBe(first);
    time.now += 999;
    await inForce();
    expect(asked).toEqual({ versions: 1, records: 0 });
    time.now += 1;
    expect(await inForce()).toBe(first);
    expect(asked).toEqual({ versions: 2, records: 0 });
    held.version = 1;
    held.records = [record];
    time.now += 1_000;
    expect((await inForce()).live).toEqual({ version: 1, records: [record] });
    expect(asked).toEqual({ versions: 3, records: 1 });
  });

  it('is asked once by many at the same time', async () => {
    const { asked, inForce } = bench(1_000);
    await Promise.all(Array.from({ length: 50 }, () => inForce()));
    expect(asked.versions).toBe(1);
  });

  it('knows at once what was changed in this process', async () => {
    const { held, inForce } = bench(0);
    await inForce();
    held.version = 1;
    held.records = [record];
    expect((await inForce()).live.records).toEqual([record]);
  });

  it('stays as it was last known while the store fails, and says so', async () => {
    const { held, failures, time, inForce } = bench(1_000);
    held.version = 1;
    held.records = [record];
    await inForce();
    held.fails = true;
    time.now += 5_000;
    expect((await inForce()).live.records).toEqual([record]);
    expect(failures).toHaveLength(1);
  });

  it('holds nothing back where nothing could ever be read: somebody is paged rather than nobody', async () => {
    const { held, inForce } = bench(1_000);
    held.fails = true;
    expect((await inForce()).live.records).toEqual([]);
  });
});
