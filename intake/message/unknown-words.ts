import type { Configured } from '../../domain/configuration/lookup.ts';
import type { Signal, UnknownWord } from '../../domain/signal/signal.ts';

type KnowsEnvironments = Pick<Configured, 'isEnvironment'>;

/** What is taken for an environment that nobody knows: it stands as it is, and is no production. */
const NO_PRODUCTION = 'not production';

/** The signal with whatever of its words nobody knows, of which its source cannot know the environments of this deployment. */
export const withUnknownEnvironment = (signal: Signal, { isEnvironment }: KnowsEnvironments): Signal => {
  const { environment: word, unknownWords = [] } = signal;
  if (word === undefined || isEnvironment(word)) return signal;
  return { ...signal, unknownWords: [...unknownWords, { field: 'environment', word, taken: NO_PRODUCTION }] };
};

const saidOf = ({ field, word, taken }: UnknownWord): string =>
  `The ${field} "${word}" is not known and was ${field === 'field' ? 'not read: ' : 'taken as '}${taken}.`;

/** So many are named; a batch may hold thousands. */
const MOST_NAMED = 25;

/** One sentence for each such word, however many messages said it. */
export const warningsOfWords = (signals: readonly Signal[]): string[] => {
  const said = new Set<string>();
  for (const { unknownWords } of signals) for (const unknown of unknownWords ?? []) said.add(saidOf(unknown));
  const more = said.size - MOST_NAMED;
  return [...[...said].slice(0, MOST_NAMED), ...(more > 0 ? [`${more} more words are not known.`] : [])];
};
