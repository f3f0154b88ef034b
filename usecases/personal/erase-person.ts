import { erasures } from '../../domain/personal/erasure.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';

const BATCH = 100;

export interface Erased {
  readonly person: string;
  /** Rows that were emptied by this; 0 where nothing was held. */
  readonly rows: number;
}

/**
 * Empties every row of personal data that belongs to a person, and puts on record that it was done, by whom and when. The
 * chains that refer to the rows stay whole. Repeated after a crash it empties what is left.
 */
export const erasePerson = async (
  ports: Pick<Ports, 'stores'>,
  person: string,
  metadata: Metadata,
): Promise<Erased> => {
  let rows = 0;
  let next: string | undefined;
  do {
    const page = await ports.stores.personal.ofSubject(person, { limit: BATCH, ...(next !== undefined && { next }) });
    for (const { ref, held } of page.items) {
      if (!held) continue;
      await ports.stores.personal.erase(ref, { at: metadata.now, by: metadata.actor.id });
      rows += 1;
    }
    next = page.next;
  } while (next !== undefined);
  if (rows > 0) await execute(ports, erasures, person, { type: 'erase', rows, metadata });
  await ports.stores.durable();
  return { person, rows };
};
