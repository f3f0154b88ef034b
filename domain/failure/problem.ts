import type { DomainErrorCode } from './domain-error.ts';
import { DomainError } from './domain-error.ts';

/** What the edge itself refuses, before any rule of the domain is asked. */
export type EdgeErrorCode =
  | 'invalid-request'
  | 'malformed-json'
  | 'too-deeply-nested'
  | 'unauthenticated'
  | 'not-found'
  | 'unknown-source'
  | 'source-mismatch'
  | 'method-not-allowed'
  | 'body-too-large'
  | 'precondition-required'
  | 'misdirected'
  | 'too-many-requests'
  | 'not-accepted'
  | 'unavailable'
  | 'not-served-here'
  | 'internal';

export type ProblemCode = DomainErrorCode | EdgeErrorCode;

/** The HTTP status and the title of every problem. The title never varies; what varies goes into `detail`. */
export const PROBLEMS: Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>> = {
  'incident-not-found': { status: 404, title: 'There is no such incident' },
  'alert-not-found': { status: 404, title: 'There is no such alert' },
  'projection-not-found': { status: 404, title: 'There is no such projection' },
  'illegal-transition': { status: 409, title: 'It is not in a state that allows this' },
  'invalid-command': { status: 422, title: 'The command is not valid' },
  'version-conflict': { status: 412, title: 'It has changed since it was read' },
  'idempotency-conflict': { status: 409, title: 'The Idempotency-Key was used for another request' },
  'unknown-person': { status: 422, title: 'There is no such person' },
  'unknown-service': { status: 422, title: 'There is no such service' },
  'unknown-role': { status: 422, title: 'There is no such role' },
  'not-permitted': { status: 403, title: 'Not permitted' },
  'configuration-invalid': { status: 422, title: 'The configuration is not valid' },
  'quarantine-not-found': { status: 404, title: 'There is no such quarantined request' },
  'suppression-not-found': { status: 404, title: 'There is no such maintenance window or silence' },
  'token-not-found': { status: 404, title: 'There is no such token' },
  'link-invalid': { status: 403, title: 'The link is not valid' },
  'link-expired': { status: 410, title: 'The link has expired' },
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'malformed-json': { status: 400, title: 'The body is not JSON' },
  'too-deeply-nested': { status: 400, title: 'The JSON is nested too deeply or has too many values' },
  unauthenticated: { status: 401, title: 'The key or token is missing or not valid' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-source': { status: 404, title: 'There is no such source' },
  'source-mismatch': { status: 404, title: 'The key belongs to an integration of another source' },
  'method-not-allowed': { status: 405, title: 'The method is not allowed here' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  misdirected: { status: 421, title: 'Nothing is served under this host' },
  'precondition-required': { status: 428, title: 'The request must be conditional' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  'not-accepted': { status: 503, title: 'Not accepted; send it again' },
  'not-served-here': { status: 501, title: 'This deployment does not serve this' },
  unavailable: { status: 503, title: 'Temporarily unavailable' },
  internal: { status: 500, title: 'Something went wrong' },
};

/** Problem details, RFC 9457. `code` repeats the last part of `type` for those who switch on it. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: ProblemCode;
  readonly detail?: string;
  readonly [extension: string]: unknown;
}

/** The media type that a problem is sent with. */
export const PROBLEM_MEDIA_TYPE = 'application/problem+json';

/**
 * @param detail what was wrong this time and what to do; absent where the title says it all
 * @param extensions further members; they never replace the standard ones
 */
export const problem = (
  code: ProblemCode,
  detail?: string,
  extensions: Readonly<Record<string, unknown>> = {},
): Problem => {
  const { status, title } = PROBLEMS[code];
  // A URN, so that the type is the same in every deployment, whatever its host is called.
  return {
    ...extensions,
    type: `urn:muster:problem:${code}`,
    title,
    status,
    code,
    ...(detail === undefined ? {} : { detail }),
  };
};

/** A refusal of the domain as it is; anything else as `internal`, saying nothing of what is inside. */
export const problemOf = (error: unknown): Problem =>
  error instanceof DomainError ? problem(error.code, error.message, error.details) : problem('internal');
