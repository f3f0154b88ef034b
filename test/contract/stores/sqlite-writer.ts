/**
 * A process that writes until it is killed, and says on its standard output what it was promised.
 * Arguments: the database file; `opens` (reports it and waits), `kill` (many small units of work) or `fill` (one unit
 * too large for the file size limit it runs under, then a small one).
 */
import { writeSync } from 'node:fs';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { commitOf, record, T0 } from './samples.ts';

const [path = '', mode] = process.argv.slice(2);
// Straight to the pipe: what is said must have left before the kill.
const say = (line: string): void => {
  writeSync(1, `${line}\n`);
};

const open = () => {
  try {
    // Short enough that a kill also meets a journal that is being brought into the rows.
    return openSqliteStores({ path, now: () => Date.now(), journal: { bytes: 4096, ms: 5 } });
  } catch (error) {
    say(`refused ${(error as { code?: string }).code}`);
    process.exit(1);
  }
};
const stores = open();

if (mode === 'opens') {
  say('open');
  setInterval(() => {}, 1000);
}

if (mode === 'kill') {
  const work = async (worker: number): Promise<never> => {
    for (let n = 1; ; n += 1) {
      const alertId = `alert-${worker}-${n}`;
      await stores.alerts.record([record(alertId), record(`beat-${worker}`, { occurredAt: T0 + n })]);
      await stores.commits.append(commitOf(`incident-${worker}`, n));
      await stores.durable();
      say(`${worker} ${n}`);
    }
  };
  await Promise.all(Array.from({ length: 8 }, (_, i) => work(i)));
}

if (mode === 'fill') {
  const outcome = async (work: () => Promise<unknown>): Promise<string> => {
    try {
      await work();
      return 'ok';
    } catch (error) {
      return (error as { code?: string }).code ?? String(error);
    }
  };
  const title = 'x'.repeat(1000);
  const large = stores.unitOfWork(async () => {
    await stores.alerts.record(Array.from({ length: 3000 }, (_, i) => record(`large-${i}`, { title })));
    return outcome(() => stores.durable());
  });
  const beside = stores.unitOfWork(async () => {
    await stores.alerts.record([record('beside')]);
    return outcome(() => stores.durable());
  });
  say(`large ${await large}`);
  say(`beside ${await beside}`);
  await stores.alerts.record([record('small')]);
  say(`small ${await outcome(() => stores.durable())}`);
  const left = await Promise.all(['large-0', 'beside', 'small'].map((id) => stores.alerts.get(id)));
  say(`left ${left.map((alert) => (alert === undefined ? 'no' : 'yes')).join(' ')}`);
}
