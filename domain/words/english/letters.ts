import type { LetterWords } from '../letters.ts';
import { DIGEST_IN_ENGLISH } from './digest.ts';
import { PAGE_IN_ENGLISH } from './page.ts';

/** All that is sent to whoever works on an incident, in English. */
export const LETTERS_IN_ENGLISH: LetterWords = {
  page: PAGE_IN_ENGLISH,
  digest: DIGEST_IN_ENGLISH,
};
