import type { Iso } from '../../domain/instant/instant.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';

/** What is kept of people, as the references of their rows begin. */
type Kind = 'reason' | 'note' | 'words' | 'report';

/**
 * Keeps what belongs to somebody in a row of its own, beside the chain that refers to it: it can be erased, and the chain cannot.
 *
 * @param person whose erasure empties it
 * @returns what a commit may hold of it
 */
export const keepData = (
  ports: Pick<Ports, 'stores' | 'ids'>,
  kind: Kind,
  person: string,
  at: Iso,
  data: Readonly<Record<string, string>>,
): Promise<SealedData> =>
  ports.stores.personal.keep({ ref: `${kind}-${ports.ids.next()}`, subject: person, keptAt: at, data: { ...data } });

/** The same of what somebody wrote. @param author whose erasure empties it */
export const keepWords = (
  ports: Pick<Ports, 'stores' | 'ids'>,
  kind: 'reason' | 'note',
  author: string,
  at: Iso,
  words: string,
): Promise<SealedData> => keepData(ports, kind, author, at, { [kind]: words });
