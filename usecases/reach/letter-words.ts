import { LETTERS_IN_ENGLISH } from '../../domain/words/english/letters.ts';
import type { LetterWords } from '../../domain/words/letters.ts';
import type { Language } from '../../domain/words/reader.ts';

/** How each language is come by: English is there, so that no page waits; any other is loaded when somebody reads it. */
const WORDS: Readonly<Record<Language, () => LetterWords | Promise<LetterWords>>> = {
  en: () => LETTERS_IN_ENGLISH,
  de: async () => (await import('../../domain/words/german/letters.ts')).LETTERS_IN_GERMAN,
};

/**
 * The words of what is sent to whoever works on an incident. Where they cannot be had, those that are there: a page that is read with
 * difficulty is better than none.
 */
export const letterWords = async (
  language: Language,
): Promise<{ readonly language: Language; readonly words: LetterWords }> => {
  try {
    return { language, words: await WORDS[language]() };
  } catch {
    return { language: 'en', words: LETTERS_IN_ENGLISH };
  }
};
