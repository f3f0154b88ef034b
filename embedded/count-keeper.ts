import type { Ports } from '../ports/ports.ts';
import { writeShed } from '../usecases/alerts/shed-counts.ts';

/** What a kill loses of the repeats that were only counted. */
const EVERY_MS = 1_000;

/** Of very many alerts writing takes its time: nine tenths are everybody else's. */
const REST_FOR_WORK = 9;

export interface CountKeeper {
  /** Writes nothing more; what is counted until the end is written by whoever stops. */
  stop(): void;
}

/**
 * Writes what was shed over a rate limit each second, where there is any: a process can be killed, and people read these counts. One
 * write for each alert, however often it came.
 *
 * @param ports.timer in real time, as a kill is
 */
export const keepCounts = (
  ports: Pick<Ports, 'clock' | 'observer' | 'remembered' | 'stores' | 'timer'>,
  unitOfWork: <T>(work: () => T) => T,
): CountKeeper => {
  let stopped = false;
  let cancel = (): void => {};
  const write = async (): Promise<void> => {
    if (ports.remembered.shed.size === 0) return;
    await unitOfWork(() => writeShed(ports));
    await ports.stores.durable({ unhurried: true });
  };
  const later = (afterMs: number): void => {
    cancel = ports.timer(afterMs, () => {
      const began = performance.now();
      write()
        .catch((error: unknown) => ports.observer.failed('writing counts of repeats; they are kept', error))
        .finally(() => {
          if (!stopped) later(Math.max(EVERY_MS, (performance.now() - began) * REST_FOR_WORK));
        });
    });
  };
  later(EVERY_MS);
  return {
    stop() {
      stopped = true;
      cancel();
    },
  };
};
