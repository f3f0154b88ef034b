import type { EpochMs } from '../../domain/instant/instant.ts';

/** A request as a signature sees it: the bytes as they came, before anything reads them. */
export interface SignedRequest {
  readonly raw: Uint8Array;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly receivedAt: EpochMs;
  /** Any of these may have signed it: two live side by side while a key is rotated. */
  readonly secrets: readonly string[];
}

/** `absent` when the request carries no signature at all; whoever asked for one must refuse it then. */
export type Verdict = 'valid' | 'invalid' | 'absent';

export type Verify = (request: SignedRequest) => Verdict;
