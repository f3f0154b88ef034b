import { cpSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import fc from 'fast-check';
import { describe, expect, it, onTestFinished } from 'vitest';
import { alertJournal, type JournalLimits } from '../../../adapters/sqlite/alert-journal.ts';
import { sqliteAlerts } from '../../../adapters/sqlite/alerts.ts';
import { connect } from '../../../adapters/sqlite/connection.ts';
import { GroupCommit } from '../../../adapters/sqlite/group-commit.ts';
import { type Alert, recordSignal } from '../../../domain/alert/alert.ts';
import { DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import { record, T0 } from './samples.ts';
import { testDirectory } from './sqlite-directory.ts';

/** Nothing is brought into the rows unless a test says so. */
const NEVER: JournalLimits = { bytes: Number.MAX_SAFE_INTEGER, ms: 60_000 };

const opened = (path: string, limits: JournalLimits) => {
  const db = connect(path, () => T0);
  const group = new GroupCommit(db);
  const journal = alertJournal(db, group, limits);
  const alerts = sqliteAlerts(db, group, journal, () => DEFAULT_RETENTION);
  const rowsOf = (table: string): number => Number(db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.n);
  const close = (): void => {
    journal.close();
    group.close();
    db.close();
  };
  /** As a full disk does it. */
  const lose = (): void => {
    const fill = () =>
      group.write('fill', () => {
        throw Object.assign(new Error('database or disk is full'), { errcode: 13 });
      });
    expect(fill).toThrow();
  };
  return { db, group, alerts, rowsOf, close, lose };
};

/** What a kill -9 leaves: the files as they are, opened again. */
const afterKill = (path: string, directory: string, name: string): string => {
  const copy = join(directory, name);
  cpSync(path, copy);
  if (existsSync(`${path}-wal`)) cpSync(`${path}-wal`, `${copy}-wal`);
  return copy;
};

const until = async (isSo: () => boolean): Promise<void> => {
  for (let turns = 0; turns < 10_000 && !isSo(); turns += 1) await turn();
  expect(isSo()).toBe(true);
};

describe('the journal of repeats', () => {
  it('writes one row for all the repeats of one COMMIT, and leaves the rows of the alerts alone', async () => {
    const { db, group, alerts, rowsOf, close } = opened(join(testDirectory(), 'muster.db'), NEVER);
    onTestFinished(close);
    const ids = Array.from({ length: 64 }, (_, i) => `alert-${i}`);
    await alerts.record(ids.map((id) => record(id)));
    await group.durable();
    await alerts.record(ids.map((id) => record(id, { occurredAt: T0 + 1 })));
    await alerts.record(ids.map((id) => record(id, { occurredAt: T0 + 2 })));
    await group.durable();
    expect(rowsOf('alert_journal')).toBe(1);
    expect(db.prepare('SELECT DISTINCT count FROM alerts').all()).toEqual([{ count: 1 }]);
    expect(await alerts.get('alert-7')).toMatchObject({ count: 3, occurredAt: T0 + 2 });
  });

  it('is brought into the rows and emptied once it is large enough', async () => {
    const { db, group, alerts, rowsOf, close } = opened(join(testDirectory(), 'muster.db'), {
      bytes: 1000,
      ms: 60_000,
    });
    onTestFinished(close);
    const ids = Array.from({ length: 500 }, (_, i) => `${i}-alert`);
    await alerts.record(ids.map((id) => record(id)));
    await group.durable();
    await alerts.record(ids.map((id) => record(id, { occurredAt: T0 + 1 })));
    await group.durable();
    await until(() => rowsOf('alert_journal') === 0);
    expect(db.prepare('SELECT DISTINCT count, occurred_at FROM alerts').all()).toEqual([
      { count: 2, occurred_at: T0 + 1 },
    ]);
  });

  it('is brought into the rows once it is old enough, also what an earlier process left', async () => {
    const directory = testDirectory();
    const path = join(directory, 'muster.db');
    const before = opened(path, NEVER);
    onTestFinished(before.close);
    await before.alerts.record([record('alert')]);
    await before.alerts.record([record('alert', { occurredAt: T0 + 1 })]);
    await before.group.durable();
    const { alerts, rowsOf, close } = opened(afterKill(path, directory, 'after.db'), { ...NEVER, ms: 1 });
    onTestFinished(close);
    expect(rowsOf('alert_journal')).toBe(1);
    expect(await alerts.get('alert')).toMatchObject({ count: 2 });
    await expect.poll(() => rowsOf('alert_journal')).toBe(0);
    expect(await alerts.get('alert')).toMatchObject({ count: 2, occurredAt: T0 + 1 });
  });

  it('does not bring back what a row has left behind: an alert that was resolved and fires again', async () => {
    const directory = testDirectory();
    const path = join(directory, 'muster.db');
    const before = opened(path, NEVER);
    onTestFinished(before.close);
    for (const [i, status] of (['firing', 'firing', 'resolved', 'firing'] as const).entries()) {
      await before.alerts.record([record('alert', { status, occurredAt: T0 + i })]);
      await before.group.durable();
    }
    const { alerts, close } = opened(afterKill(path, directory, 'after.db'), NEVER);
    onTestFinished(close);
    expect(await alerts.get('alert')).toEqual(await before.alerts.get('alert'));
    expect(await alerts.get('alert')).toMatchObject({ episode: 2, count: 1, occurredAt: T0 + 3 });
  });

  const IDS = ['aa-1', 'aa-2', 'bb-1'];
  const step = fc.oneof(
    {
      weight: 8,
      arbitrary: fc.record({
        id: fc.constantFrom(...IDS),
        status: fc.constantFrom('firing', 'firing', 'firing', 'firing', 'resolved', 'acknowledged'),
        severity: fc.constantFrom('warning', 'warning', 'error'),
        occurredAt: fc.nat(8),
        suppressedBy: fc.constantFrom(undefined, undefined, undefined, 'window-1'),
      }),
    },
    { weight: 4, arbitrary: fc.constantFrom('durable' as const, 'turn' as const) },
    { weight: 1, arbitrary: fc.constantFrom('lose' as const, 'kill' as const) },
  );

  it('shows after any sequence of signals, COMMITs, lost epochs and kills what recordSignal says', {
    timeout: 120_000,
  }, async () => {
    const directory = testDirectory();
    let files = 0;
    const name = (): string => {
      files += 1;
      return `${files}.db`;
    };
    const limits = fc.constantFrom<JournalLimits>(
      { bytes: 1, ms: 0 },
      { bytes: 300, ms: 0 },
      { bytes: 300, ms: 60_000 },
      NEVER,
    );
    await fc.assert(
      fc.asyncProperty(limits, fc.array(step, { minLength: 1, maxLength: 40 }), async (limit, steps) => {
        let path = join(directory, name());
        let committed = new Map<string, Alert>();
        let model = new Map<string, Alert>();
        const open = () => {
          const stores = opened(path, limit);
          stores.group.onCommitted(() => {
            committed = new Map(model);
          });
          return stores;
        };
        let stores = open();
        try {
          for (const one of steps) {
            // After a lost epoch it rejects, as it must.
            if (one === 'durable') await stores.group.durable().catch(() => {});
            else if (one === 'turn') await turn();
            else if (one === 'lose') {
              stores.lose();
              model = new Map(committed);
            } else if (one === 'kill') {
              const copy = afterKill(path, directory, name());
              const left = new Map(committed);
              stores.close();
              [path, committed, model] = [copy, left, new Map(left)];
              stores = open();
            } else {
              const { id, suppressedBy, ...signal } = one;
              const given = record(id, { ...signal, occurredAt: T0 + one.occurredAt }, { suppressedBy });
              const told = recordSignal(model.get(id), given);
              if (told.alert) model.set(id, told.alert);
              expect(await stores.alerts.record([given])).toEqual([told.recorded]);
            }
            expect(await Promise.all(IDS.map((id) => stores.alerts.get(id)))).toEqual(IDS.map((id) => model.get(id)));
          }
        } finally {
          stores.close();
        }
      }),
      { numRuns: 150 },
    );
  });
});
