import type { AlertRecord } from '../../domain/alert/alert.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Prepared } from './prepare-signals.ts';

type Needs = Pick<Ports, 'clock' | 'remembered' | 'stores'>;

/** After so long they are written by whatever message comes; a process that can be killed writes them by itself, sooner. */
const WRITTEN_AFTER_MS = 60_000;
const WRITTEN_AT_ONCE = 100;

/** Adds a repeat that is not written now. It comes out again as a message that has come before: whatever overtook it stands. */
export const keepShed = ({ clock, remembered }: Omit<Needs, 'stores'>, record: AlertRecord): void => {
  const { shed } = remembered;
  if (shed.size === 0) remembered.since = clock.now();
  const { alertId, count, signal } = record;
  const before = shed.get(alertId)?.count ?? 0;
  shed.set(alertId, { ...record, signal: { ...signal, again: true }, count: before + count });
};

/** Writes these counts; what cannot be written is kept. @throws what the store throws */
const writeCounts = async (ports: Needs, records: readonly AlertRecord[]): Promise<void> => {
  for (const { alertId } of records) ports.remembered.shed.delete(alertId);
  for (let from = 0; from < records.length; from += WRITTEN_AT_ONCE) {
    try {
      await ports.stores.alerts.record(records.slice(from, from + WRITTEN_AT_ONCE));
    } catch (error) {
      for (const record of records.slice(from)) keepShed(ports, record);
      throw error;
    }
  }
};

/** Before anything else is written of these alerts: what was shed of them. */
export const writeShedOf = async (ports: Needs, items: readonly Prepared[]): Promise<void> => {
  const { shed } = ports.remembered;
  if (shed.size === 0) return;
  await writeCounts(
    ports,
    items.flatMap(({ record }) => shed.get(record.alertId) ?? []),
  );
};

/** Whatever their alerts do next. */
export const writeShed = (ports: Needs): Promise<void> => writeCounts(ports, [...ports.remembered.shed.values()]);

/** The same once a minute. */
export const writeDueShed = async (ports: Needs): Promise<void> => {
  const { clock, remembered } = ports;
  if (remembered.shed.size > 0 && clock.now() - remembered.since >= WRITTEN_AFTER_MS) await writeShed(ports);
};
