import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SystemClock } from '../../asl/clock/index.ts';
import { ALERTS_OF_ONE, bulkHistory } from '../../bench/year/bulk-history.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { createEmbedded } from '../../embedded/muster.ts';
import { shop } from '../../simulation/shop-configuration.ts';

/** What this process has read so far, from the disk or from what the kernel keeps of it, in bytes. */
const read = (): number => Number(/rchar: (\d+)/.exec(readFileSync('/proc/self/io', 'utf8'))?.[1]);

const KIB = 1024;

/** Two more levels of every tree of the database are some dozens of pages; ten times the history is more than twenty times this. */
const GROWS_AT_MOST = 256 * KIB;

describe('what a start reads', () => {
  const root = mkdtempSync(join(tmpdir(), 'muster-start-reads-'));
  const histories = [100, 1_000].map((incidents) => ({ incidents, file: join(root, `${incidents}.db`) }));
  beforeAll(async () => {
    for (const { file, incidents } of histories) await bulkHistory(file, incidents);
  }, 120_000);
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const startedOn = async (name: string, history?: string): Promise<{ ready: number; repaired: number }> => {
    const directory = openDataDirectory(join(root, name));
    if (history !== undefined) cpSync(history, directory.database);
    const before = read();
    let ids = 0;
    const embedded = createEmbedded({
      directory,
      configuration: () => shop.configuration,
      clock: new SystemClock({ unref: true }),
      newId: () => `id-${++ids}`,
      observer: { happened: () => {}, failed: () => {} },
      publicUrl: 'https://muster.example.com',
      webhook: { send: () => Promise.resolve({ sent: true }) },
    });
    try {
      await embedded.start();
      const ready = read() - before;
      await embedded.idle();
      return { ready, repaired: read() - before };
    } finally {
      await embedded.stop();
    }
  };

  it('does not grow with the alerts and incidents of history, nor does what it repairs behind it', async () => {
    await startedOn('modules are loaded');
    const [few, many] = [await startedOn('few', histories[0]?.file), await startedOn('many', histories[1]?.file)];
    const figures = JSON.stringify({ few, many, alerts: histories.map(({ incidents }) => incidents * ALERTS_OF_ONE) });
    expect(many.ready - few.ready, figures).toBeLessThan(GROWS_AT_MOST);
    expect(many.repaired - few.repaired, figures).toBeLessThan(GROWS_AT_MOST);
  });
});
