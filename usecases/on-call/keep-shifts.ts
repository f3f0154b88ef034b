import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import { type KeptShifts, SHIFTS } from '../../domain/rota/kept-shifts.ts';
import { rotaOf } from '../../domain/rota/rota.ts';
import type { Ports } from '../../ports/ports.ts';
import { isFresh } from './fresh-shifts.ts';

type Needs = Pick<Ports, 'stores' | 'clock'>;

/**
 * Keeps who is on call for the days to come, where a page reads it: before a configuration comes into force, and again as days go
 * by. What reckons it has clocks of all zones, and is loaded only where something is to be reckoned.
 *
 * @returns how many rotas were reckoned anew
 */
export const keepShifts = async (ports: Needs, configuration: Configuration): Promise<number> => {
  // One that was stored by an earlier Muster has none.
  const rotas = configuration.rotas ?? [];
  const { live } = ports.stores;
  const kept = (await live.open()).filter(({ kind }) => kind === SHIFTS) as LiveRecord<KeptShifts>[];
  const now = ports.clock.now();
  const known = new Map(kept.map(({ id, state }) => [id, state]));
  const { timeZone } = configuration.organisation;
  const isKept = rotas.every((rota) => isFresh(known.get(rota.id), rotaOf(rota, timeZone), now));
  if (isKept && kept.length === rotas.length) return 0;
  const { reckonShifts } = await import('./reckon-shifts.ts');
  const records = reckonShifts(configuration, kept, now);
  for (const record of records) await live.put(record);
  if (records.length > 0) await ports.stores.durable();
  return records.length;
};
