import { LETTERS_IN_ENGLISH } from '../../domain/words/english/letters.ts';
import type { LetterWords } from '../../domain/words/letters.ts';
import type { Language } from '../../domain/words/reader.ts';
import { type Catalogues, inTheirLanguage, type Said } from './in-their-language.ts';

/** How each language is come by: English is there, so that no page waits; any other is loaded when somebody reads it. */
const LETTERS: Catalogues<LetterWords> = {
  en: LETTERS_IN_ENGLISH,
  de: async () => (await import('../../domain/words/german/letters.ts')).LETTERS_IN_GERMAN,
};

/** The words of a page, and of a digest of pages. */
export const letterWords = (language: Language): Promise<Said<LetterWords>> => inTheirLanguage(LETTERS, language);
