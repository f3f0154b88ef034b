import type { Flood } from '../../domain/delivery/flood.ts';
import type { Ports } from '../../ports/ports.ts';

/** A provider that fails for the moment is asked again after so long. */
export const AGAIN_AFTER_SECONDS = 15;

/** The window goes on, or is over, whatever has come meanwhile. */
export const goOn = async (
  ports: Ports,
  recipient: string,
  window: number,
  change: (flood: Flood) => Flood,
): Promise<void> => {
  for (;;) {
    const now = await ports.stores.floods.get(recipient);
    if (now?.window !== window || (await ports.stores.floods.put(change(now)))) break;
  }
  await ports.stores.durable();
};
