import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import { type Worded, type Words, withWords } from '../../domain/personal/words.ts';
import type { SealedData } from '../../domain/stream/personal.ts';
import type { Ports } from '../../ports/ports.ts';

type Reads = Pick<Ports, 'stores'>;

/** What rows hold that are referred to by these, as far as it has not been erased. Nothing is read where nothing is referred to. */
export const readRows = async (
  { stores }: Reads,
  sealed: readonly (SealedData | undefined)[],
): Promise<(one: SealedData | undefined) => Readonly<Record<string, string>> | undefined> => {
  const refs = [...new Set(sealed.flatMap((one) => (one ? [one.personal] : [])))];
  const rows = refs.length === 0 ? [] : await stores.personal.get(refs);
  const held = new Map(rows.map((row) => [row?.ref, row?.held?.data]));
  return (one) => one && held.get(one.personal);
};

/** The same of what people wrote. */
export const readWords: (
  ...asked: Parameters<typeof readRows>
) => Promise<(one: SealedData | undefined) => Words | undefined> = readRows;

/** Each with what people wrote in its places. */
export const showWords = async <Shown extends Worded>(ports: Reads, all: readonly Shown[]): Promise<Shown[]> => {
  const words = await readWords(
    ports,
    all.map((one) => one.words),
  );
  return all.map((one) => withWords(one, words(one.words)));
};

/** A person of the configuration stands in a chain by the id; whoever reads is told the name. */
export const withReporter = <Shown extends Worded>(shown: Shown, lookup: Pick<Lookup, 'person'>): Shown =>
  shown.origin?.kind === 'person' && shown.origin.reporter !== undefined
    ? { ...shown, origin: { ...shown.origin, reporter: personName(lookup, shown.origin.reporter) } }
    : shown;

export const showWordsOf = async <Shown extends Worded>(ports: Reads, one: Shown): Promise<Shown> =>
  one.words === undefined ? one : ((await showWords(ports, [one]))[0] ?? one);
