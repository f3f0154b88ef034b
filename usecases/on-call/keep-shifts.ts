import type { Configuration } from '../../domain/configuration/configuration.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import { type KeptShifts, SHIFTS } from '../../domain/rota/kept-shifts.ts';
import type { Ports } from '../../ports/ports.ts';

type Needs = Pick<Ports, 'stores' | 'clock'>;

/**
 * Keeps who is on call for the days to come, where a page reads it: before a configuration comes into force, and again as days go
 * by. What reckons it is loaded only where there are rotas.
 *
 * @returns how many rotas were reckoned anew
 */
export const keepShifts = async (ports: Needs, configuration: Configuration): Promise<number> => {
  // One that was stored by an earlier Muster has none.
  const rotas = configuration.rotas ?? [];
  const { live } = ports.stores;
  const kept = (await live.open()).filter(({ kind }) => kind === SHIFTS) as LiveRecord<KeptShifts>[];
  if (rotas.length + kept.length === 0) return 0;
  const { reckonShifts } = await import('./reckon-shifts.ts');
  const records = reckonShifts(configuration, kept, ports.clock.now());
  for (const record of records) await live.put(record);
  if (records.length > 0) await ports.stores.durable();
  return records.length;
};
