import type { WrittenBy } from '../signal/signal.ts';
import type { SealedData } from '../stream/personal.ts';

/** What people wrote, as their row holds it: by what each of it is shown as. */
export interface Words {
  /** Shown in place of `about`, which tells in a chain what the words are about. */
  readonly title?: string;
  readonly about?: string;
  readonly description?: string;
  /** Who reported it, as whoever opened the incident put it. */
  readonly reporter?: string;
  readonly note?: string;
}

/** Of a message that a person wrote. */
export const wordsOf = (
  { title, description }: { readonly title: string; readonly description?: string },
  { about }: WrittenBy,
): Record<string, string> => ({ about, title, ...(description !== undefined && { description }) });

/** What may be shown with the words of people in it. */
export interface Worded {
  readonly title: string;
  readonly description?: string;
  readonly words?: SealedData;
  readonly origin?: { readonly kind: string; readonly reporter?: string };
}

/** The same as its reader sees it: with what people wrote in its places, as far as it has not been erased. */
export const withWords = <Shown extends Worded>(shown: Shown, words: Words | undefined): Shown => {
  if (words === undefined) return shown;
  const { about, title, description, reporter } = words;
  return {
    ...shown,
    // By the time it may be called after something else.
    ...(title !== undefined && shown.title === about && { title }),
    ...(description !== undefined && shown.description === undefined && { description }),
    ...(reporter !== undefined && shown.origin?.kind === 'person' && { origin: { ...shown.origin, reporter } }),
  };
};
