import { liveKindOf, shadowedBy } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { Ports } from '../../ports/ports.ts';

/** A live record that has not ended, and the entry of the files in whose place it stands. */
export interface ListedLive extends Omit<LiveRecord, 'state' | 'ended'> {
  /** As `maintenanceWindows/<id>`; absent where there is no such entry. */
  readonly shadows?: string;
}

/** What people made by day and is of force, and what of the files it replaces meanwhile. */
export const listLive = async (ports: Pick<Ports, 'stores' | 'configuration'>): Promise<ListedLive[]> => {
  const [open, configuration] = await Promise.all([ports.stores.live.open(), ports.configuration.current()]);
  // Muster itself keeps some there that no person made.
  const made = open.filter(({ kind }) => liveKindOf(kind) !== undefined);
  return made.map(({ kind, id, seq, changedAt }) => {
    const shadows = shadowedBy({ kind, id }, configuration);
    return { kind, id, seq, changedAt, ...(shadows === undefined ? {} : { shadows }) };
  });
};
