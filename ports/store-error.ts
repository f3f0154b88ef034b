/**
 * Why a store could not do what it was asked.
 * - `full`, `io`, `read-only`, `corrupt`, `newer-schema`, `in-use`, `closed`: the database file of the embedded target.
 * - `throttled`, `unreachable`, `denied`, `missing`: the remote table.
 * - `too-large`: the record itself does not fit. `contended`: lost every race for one row. `invalid-cursor`: `next` of a
 *   page request did not come from this store. `refused`: anything else the store rejects.
 */
export type StoreErrorCode =
  | 'full'
  | 'io'
  | 'read-only'
  | 'corrupt'
  | 'newer-schema'
  | 'in-use'
  | 'closed'
  | 'throttled'
  | 'unreachable'
  | 'denied'
  | 'missing'
  | 'too-large'
  | 'contended'
  | 'invalid-cursor'
  | 'refused';

/** What every store throws, whatever it is made of. `message` says what happened, `advice` what to do about it. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The same call may succeed later, with nothing changed by anybody. */
  readonly retryable: boolean;
  readonly advice: string;

  constructor(
    code: StoreErrorCode,
    message: string,
    options: { advice: string; retryable?: boolean; cause?: unknown },
  ) {
    super(message, { cause: options.cause });
    this.code = code;
    this.advice = options.advice;
    this.retryable = options.retryable ?? false;
  }
}
