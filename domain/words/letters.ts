import type { DigestWords } from './digest.ts';
import type { PageWords } from './page.ts';

/** How one language says what is sent to whoever works on an incident: pages, and digests of them. */
export interface LetterWords {
  readonly page: PageWords;
  readonly digest: DigestWords;
}
