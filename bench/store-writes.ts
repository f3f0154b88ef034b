import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SystemClock } from '../asl/clock/index.ts';
import { loadConfiguration } from '../config/load.ts';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';
import { openDataDirectory } from '../embedded/data-directory.ts';
import { createEmbedded } from '../embedded/muster.ts';
import { ingest } from '../intake/message/ingest.ts';
import type { Stores } from '../ports/stores.ts';
import { alertmanager } from '../sources/alertmanager.ts';
import { webhookBody } from './alert-messages.ts';

/** Which calls of the stores write; `alerts.record` and `alerts.attach` write once for each alert they are given. */
const WRITES: { readonly [S in keyof Stores]?: readonly string[] } = {
  alerts: ['record', 'attach'],
  slots: ['claim', 'replace'],
  commits: ['append'],
  heads: ['put'],
  projections: ['put'],
  deliveries: ['intend', 'settle'],
  waits: ['put', 'remove'],
  counters: ['next'],
  quarantine: ['put', 'markReplayed'],
};

export interface StoreWrites {
  readonly perRepeat: readonly string[];
  readonly linesPerRepeat: number;
  /** Of a new incident, until its page left. */
  readonly beforePage: readonly string[];
  readonly afterPage: readonly string[];
}

/** Puts a counter in front of every call that writes, where all use cases of this process find it. */
const countWrites = (stores: Stores, written: string[]): void => {
  for (const [name, calls] of Object.entries(WRITES)) {
    const store = stores[name as keyof Stores] as unknown as Record<string, (...args: unknown[]) => unknown>;
    for (const call of calls) {
      const original = store[call] as (...args: unknown[]) => unknown;
      store[call] = (...args) => {
        const times = name === 'alerts' && Array.isArray(args[0]) ? args[0].length : 1;
        for (let i = 0; i < times; i += 1) written.push(`${name}.${call}`);
        return original(...args);
      };
    }
  }
};

/** The writes that one repeat and one new incident cost, counted in this process on the real stores. */
export const countStoreWrites = async (): Promise<StoreWrites> => {
  const path = mkdtempSync(join(tmpdir(), 'muster-writes-'));
  const written: string[] = [];
  let lines = 0;
  let atPage = -1;
  const raw = loadConfiguration(join(import.meta.dirname, 'configuration'));
  const configuration = parseConfiguration(
    JSON.parse(JSON.stringify(raw).replaceAll('PAGE_RECEIVER', 'http://127.0.0.1:9/page')),
  );
  const embedded = createEmbedded({
    directory: openDataDirectory(path),
    configuration: () => configuration,
    clock: new SystemClock({ unref: true }),
    newId: () => randomUUID(),
    observer: {
      happened: () => {
        lines += 1;
      },
      failed: (what, error) => {
        throw new Error(what, { cause: error });
      },
    },
    publicUrl: 'http://127.0.0.1:9',
    webhook: {
      send: () => {
        atPage = written.length;
        return Promise.resolve({ sent: true });
      },
    },
  });
  try {
    await embedded.start();
    countWrites(embedded.ports.stores, written);
    const integration = configuration.integrations.find(({ id }) => id === 'alertmanager');
    if (!integration) throw new Error('no integration "alertmanager"');
    const startsAt = new Date().toISOString();
    const body: unknown = JSON.parse(
      webhookBody({ service: 'paged', severity: 'critical', case: 'writes', startsAt }, 0, 1),
    );
    const accept = (): Promise<unknown> =>
      embedded.stores.unitOfWork(() =>
        ingest(embedded.ports, [
          { integration, source: alertmanager, sourceName: 'alertmanager', body, headers: {}, receivedAt: Date.now() },
        ]),
      );
    await accept();
    await pause(500);
    const [beforePage, afterPage] = [written.slice(0, atPage), written.slice(atPage)];
    written.length = 0;
    const linesBefore = lines;
    const repeats = 100;
    for (let i = 0; i < repeats; i += 1) await accept();
    await pause(200);
    if (written.length % repeats !== 0) throw new Error(`${written.length} writes for ${repeats} repeats`);
    return {
      beforePage,
      afterPage,
      perRepeat: written.slice(0, written.length / repeats),
      linesPerRepeat: (lines - linesBefore) / repeats,
    };
  } finally {
    await embedded.stop();
    rmSync(path, { recursive: true, force: true });
  }
};
