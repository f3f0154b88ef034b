import { yearOf } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';

/** The next number that people can say aloud: `INC-2026-0042`. Counted per year; a crash may leave a gap, never a double. */
export const nextIncidentNumber = async (ports: Pick<Ports, 'clock' | 'stores'>): Promise<string> => {
  const year = yearOf(ports.clock.now());
  const count = await ports.stores.counters.next(`incidents-${year}`);
  return `INC-${year}-${String(count).padStart(4, '0')}`;
};
