import type { DigestWords } from './digest.ts';
import type { NoticeWords } from './notice.ts';
import type { PageWords } from './page.ts';

/** How one language says what is sent to whoever works on an incident: pages, notices, digests. */
export interface LetterWords {
  readonly page: PageWords;
  readonly notice: NoticeWords;
  readonly digest: DigestWords;
}
