import type { LetterWords } from '../letters.ts';
import { DIGEST_IN_GERMAN } from './digest.ts';
import { PAGE_IN_GERMAN } from './page.ts';

/** All that is sent to whoever works on an incident, in German. */
export const LETTERS_IN_GERMAN: LetterWords = {
  page: PAGE_IN_GERMAN,
  digest: DIGEST_IN_GERMAN,
};
