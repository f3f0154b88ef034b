import { StoreError, type StoreErrorCode } from '../../ports/store-error.ts';
import { NETWORK } from '../aws/repeat.ts';

interface Kind {
  readonly code: StoreErrorCode;
  readonly advice: string;
}

const THROTTLED: Kind = {
  code: 'throttled',
  advice: 'Try again after a pause; if it lasts, look at the limits of the table and the account.',
};
const UNREACHABLE: Kind = {
  code: 'unreachable',
  advice: 'Try again; if it lasts, look at the network and the health of DynamoDB.',
};
const DENIED: Kind = {
  code: 'denied',
  advice: 'Give this role access to the table and its indexes, and check its credentials.',
};
const TOO_LARGE: Kind = { code: 'too-large', advice: 'An item holds 400 KB; split what is written.' };
const MISSING: Kind = {
  code: 'missing',
  advice: 'Deploy the table, or correct the name and the region of it.',
};
const REFUSED: Kind = {
  code: 'refused',
  advice: 'This is a defect of the store; report it with the cause.',
};

/** Without the word `Exception`, which ends most of them. */
const NAMED: readonly (readonly [Kind, string])[] = [
  [THROTTLED, 'ProvisionedThroughputExceeded Throttling RequestLimitExceeded TransactionConflict'],
  [UNREACHABLE, 'InternalServerError ServiceUnavailable TimeoutError'],
  [MISSING, 'ResourceNotFound'],
  [
    DENIED,
    'AccessDenied UnrecognizedClient InvalidSignature ExpiredToken NoCredentialsError MissingAuthenticationToken',
  ],
  [TOO_LARGE, 'RequestTooLarge'],
];

const BY_NAME: ReadonlyMap<string, Kind> = new Map(
  NAMED.flatMap(([kind, names]) => names.split(' ').map((name) => [name, kind] as const)),
);

const kindOf = (error: unknown): Kind => {
  const { name, message, code, $metadata } = error as {
    name?: string;
    message?: string;
    code?: unknown;
    $metadata?: { httpStatusCode?: number };
  };
  const named = BY_NAME.get(name?.replace(/Exception$/, '') ?? '');
  if (named !== undefined) return named;
  if (name === 'ValidationException' && /size/i.test(message ?? '')) return TOO_LARGE;
  if (typeof code === 'string' && NETWORK.test(code)) return UNREACHABLE;
  if (($metadata?.httpStatusCode ?? 0) >= 500) return UNREACHABLE;
  return REFUSED;
};

/** Whatever the client threw, as a `StoreError` with the client's error as its cause. */
export const toStoreError = (what: string, error: unknown): StoreError => {
  if (error instanceof StoreError) return error;
  const kind = kindOf(error);
  const { code, advice } = kind;
  const retryable = kind === THROTTLED || kind === UNREACHABLE;
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return new StoreError(code, `${what}: ${reason}`, { advice, retryable, cause: error });
};

export const tooLarge = (what: string, bytes: number): StoreError =>
  new StoreError('too-large', `${what}: ${bytes} bytes do not fit into one item`, { advice: TOO_LARGE.advice });
