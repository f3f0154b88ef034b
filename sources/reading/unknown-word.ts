import type { UnknownWord } from '../../domain/signal/signal.ts';
import { isStatusWord } from '../../domain/signal/status-words.ts';
import { cleanText } from './text.ts';

const LONGEST_WORD = 64;

/** Words that a vendor has for something: its table, or those of them that mean what is usual there. */
export interface KnownWords {
  has(word: string): boolean;
}

const isIn = (known: KnownWords, word: string): boolean =>
  known.has(word) || known.has(word.toLowerCase()) || known.has(word.toUpperCase());

/** A vendor's word by name, where its own table does not have it. */
export const unknownIn = (
  field: UnknownWord['field'],
  value: unknown,
  known: KnownWords,
  taken: string,
): readonly UnknownWord[] => {
  const word = cleanText(value, LONGEST_WORD);
  return word === undefined || isIn(known, word) ? [] : [{ field, word, taken }];
};

const NONE: KnownWords = new Set<string>();

/** A word for a state by name, where neither its sender's own words nor those that are common have it. */
export const unknownStatus = (value: unknown, taken: string, known = NONE): readonly UnknownWord[] => {
  const word = cleanText(value, LONGEST_WORD);
  return word === undefined || isStatusWord(word) ? [] : unknownIn('status', word, known, taken);
};
