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

/** As short as functions that carry it want it. */
const STATUS_AND_TITLE: Readonly<Record<ProblemCode, readonly [status: number, title: string]>> = {
  'incident-not-found': [404, 'There is no such incident'],
  'alert-not-found': [404, 'There is no such alert'],
  'projection-not-found': [404, 'There is no such projection'],
  'illegal-transition': [409, 'It is not in a state that allows this'],
  'invalid-command': [422, 'The command is not valid'],
  'version-conflict': [412, 'It has changed since it was read'],
  'idempotency-conflict': [409, 'The Idempotency-Key was used for another request'],
  'unknown-person': [422, 'There is no such person'],
  'unknown-service': [422, 'There is no such service'],
  'unknown-role': [422, 'There is no such role'],
  'not-permitted': [403, 'Not permitted'],
  'configuration-invalid': [422, 'The configuration is not valid'],
  'quarantine-not-found': [404, 'There is no such quarantined request'],
  'suppression-not-found': [404, 'There is no such maintenance window or silence'],
  'token-not-found': [404, 'There is no such token'],
  'link-invalid': [403, 'The link is not valid'],
  'link-expired': [410, 'The link has expired'],
  'invalid-request': [400, 'The request is not valid'],
  'malformed-json': [400, 'The body is not JSON'],
  'too-deeply-nested': [400, 'The JSON is nested too deeply or has too many values'],
  unauthenticated: [401, 'The key or token is missing or not valid'],
  'not-found': [404, 'There is nothing here'],
  'unknown-source': [404, 'There is no such source'],
  'source-mismatch': [404, 'The key belongs to an integration of another source'],
  'method-not-allowed': [405, 'The method is not allowed here'],
  'body-too-large': [413, 'The body is too large'],
  misdirected: [421, 'Nothing is served under this host'],
  'precondition-required': [428, 'The request must be conditional'],
  'too-many-requests': [429, 'Too many requests'],
  'not-accepted': [503, 'Not accepted; send it again'],
  'not-served-here': [501, 'This deployment does not serve this'],
  unavailable: [503, 'Temporarily unavailable'],
  internal: [500, 'Something went wrong'],
};

/** The HTTP status and the title of every problem. The title never varies; what varies goes into `detail`. */
export const PROBLEMS = /* @__PURE__ */ (() =>
  Object.fromEntries(
    Object.entries(STATUS_AND_TITLE).map(([code, [status, title]]) => [code, { status, title }]),
  ) as Readonly<Record<ProblemCode, { readonly status: number; readonly title: string }>>)();

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
