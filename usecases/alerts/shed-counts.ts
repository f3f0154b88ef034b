import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import type { RateLimiter } from '../../ports/rate-limiter.ts';
import type { Prepared } from './prepare-signals.ts';

type Needs = Pick<Ports, 'clock' | 'rates' | 'stores'>;

/** The newest repeat of each alert that was not written, with how many of them there were. */
interface Unwritten {
  readonly byAlert: Map<string, Prepared>;
  since: EpochMs;
}

/** After so long they are written by themselves. */
const WRITTEN_AFTER_MS = 60_000;
const WRITTEN_AT_ONCE = 100;

/** As rates are: in the memory of one process. */
const UNWRITTEN = new WeakMap<RateLimiter, Unwritten>();

/** Adds a repeat that is not written now. It comes out again as a message that has come before: whatever overtook it stands. */
export const keepShed = ({ clock, rates }: Needs, { record, slotKey }: Prepared): void => {
  const unwritten = UNWRITTEN.get(rates) ?? { byAlert: new Map(), since: clock.now() };
  UNWRITTEN.set(rates, unwritten);
  const { alertId, count, signal } = record;
  const before = unwritten.byAlert.get(alertId)?.record.count ?? 0;
  unwritten.byAlert.set(alertId, {
    record: { ...record, signal: { ...signal, again: true }, count: before + count },
    slotKey,
  });
};

/** Writes the counts of these; what cannot be written is kept. @throws what the store throws */
const writeCounts = async (ports: Needs, items: readonly Prepared[]): Promise<void> => {
  for (let from = 0; from < items.length; from += WRITTEN_AT_ONCE) {
    try {
      await ports.stores.alerts.record(items.slice(from, from + WRITTEN_AT_ONCE).map(({ record }) => record));
    } catch (error) {
      for (const item of items.slice(from)) keepShed(ports, item);
      throw error;
    }
  }
};

/** Before anything else is written of these alerts: what was shed of them. */
export const writeShedOf = async (ports: Needs, items: readonly Prepared[]): Promise<void> => {
  const byAlert = UNWRITTEN.get(ports.rates)?.byAlert;
  if (!byAlert?.size) return;
  const shed = items.flatMap(({ record }) => byAlert.get(record.alertId) ?? []);
  for (const { record } of shed) byAlert.delete(record.alertId);
  await writeCounts(ports, shed);
};

/** Whatever their alerts do next. */
export const writeShed = async (ports: Needs): Promise<void> => {
  const unwritten = UNWRITTEN.get(ports.rates);
  UNWRITTEN.delete(ports.rates);
  if (unwritten) await writeCounts(ports, [...unwritten.byAlert.values()]);
};

/** The same once a minute. */
export const writeDueShed = async (ports: Needs): Promise<void> => {
  const { since } = UNWRITTEN.get(ports.rates) ?? {};
  if (since !== undefined && ports.clock.now() - since >= WRITTEN_AFTER_MS) await writeShed(ports);
};
