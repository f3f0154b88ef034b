import type { Iso } from '../../domain/instant/instant.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * Keeps what somebody wrote in a row of its own, beside the chain that refers to it: it can be erased, and the chain cannot.
 *
 * @param author whose erasure empties it
 * @returns what a commit may hold of it
 */
export const keepWords = (
  ports: Pick<Ports, 'stores' | 'ids'>,
  kind: 'reason' | 'note',
  author: string,
  at: Iso,
  words: string,
): Promise<SealedData> =>
  ports.stores.personal.keep({
    ref: `${kind}-${ports.ids.next()}`,
    subject: author,
    keptAt: at,
    data: { [kind]: words },
  });
