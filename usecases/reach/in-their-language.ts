import type { Language } from '../../domain/words/reader.ts';

/** The words of one kind of message: English is at hand, any other language is loaded when somebody reads it. */
export type Catalogues<Words> = { readonly en: Words } & Readonly<
  Record<Exclude<Language, 'en'>, () => Promise<Words>>
>;

/** The words that were had, and their language. */
export interface Said<Words> {
  readonly language: Language;
  readonly words: Words;
}

/** The words of a language. Where they cannot be had, those at hand: a page that is read with difficulty is better than none. */
export const inTheirLanguage = async <Words>(
  catalogues: Catalogues<Words>,
  language: Language,
): Promise<Said<Words>> => {
  const english = { language: 'en', words: catalogues.en } as const;
  if (language === 'en') return english;
  try {
    return { language, words: await catalogues[language]() };
  } catch {
    return english;
  }
};
