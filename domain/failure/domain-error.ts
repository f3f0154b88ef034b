/** What a person or a program did that the rules refuse. The edge turns `code` into an HTTP status and a problem type. */
export type DomainErrorCode =
  | 'incident-not-found'
  | 'alert-not-found'
  | 'projection-not-found'
  | 'illegal-transition'
  | 'invalid-command'
  | 'version-conflict'
  | 'idempotency-conflict'
  | 'unknown-person'
  | 'unknown-service'
  | 'unknown-role'
  | 'not-permitted'
  | 'configuration-invalid'
  | 'quarantine-not-found'
  | 'suppression-not-found'
  | 'token-not-found'
  | 'link-invalid'
  | 'link-expired';

/** A refusal with a code to act on and a sentence that says what to do instead. */
export class DomainError extends Error {
  override readonly name = 'DomainError';
  readonly code: DomainErrorCode;
  readonly details: Record<string, unknown>;

  constructor(
    code: DomainErrorCode,
    message: string,
    options: ErrorOptions & { details?: Record<string, unknown> } = {},
  ) {
    super(message, options);
    this.code = code;
    this.details = options.details ?? {};
  }
}
