import * as z from 'zod';
import { type Principal, permits } from '../domain/access/principal.ts';
import { didYouMean } from '../domain/configuration/closest-name.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import { problem } from '../domain/failure/problem.ts';
import type { Unproven } from '../ports/issued-tokens.ts';
import type { Ports } from '../ports/ports.ts';
import { answerFailure, answerProblem } from './failures.ts';
import { RequestRefused, readForm, readJsonBody } from './request-body.ts';
import type { Answer, ApiExtras, Route, RouteRequest } from './route.ts';
import { sentenceOf, violationsIn } from './violations.ts';

/** What the API is made of. */
export interface ApiComposition {
  readonly ports: Ports;
  /** Whoever sent this request, or why its token proves nobody; undefined when it carries none, or one that nobody knows. */
  readonly authenticate: (request: Request) => Promise<Principal | Unproven | undefined>;
  readonly extras?: ApiExtras;
}

const NOBODY: Principal = { id: 'nobody', name: 'nobody', role: 'viewer' };

/** Authenticates, checks the role and the shape of the request, asks the route, and answers every failure as a problem. */
export const serveRoute = async (
  { ports, authenticate, extras = {} }: ApiComposition,
  route: Route,
  request: Request,
  params: Readonly<Record<string, string>>,
): Promise<Answer> => {
  try {
    const principal = route.role === 'anybody' ? NOBODY : await authenticate(request);
    if (!principal || 'unproven' in principal) return unproven(request, principal);
    if (route.role !== 'anybody' && !permits(principal.role, route.role)) {
      throw new DomainError(
        'not-permitted',
        `This takes the role ${route.role}; ${principal.name} is ${principal.role}.`,
        {
          details: { requiredRole: route.role },
        },
      );
    }
    const asked: RouteRequest<unknown, unknown, unknown> = {
      ports,
      extras,
      principal,
      ...shapeOf(route, request, params),
      ...(route.takesForm ? { form: await readForm(request) } : {}),
      body: route.body ? bodyOf(route.body, await readJsonBody(request)) : undefined,
    };
    return await route.handle(asked);
  } catch (error) {
    return answerFailure(ports, `answering ${route.operationId}`, error);
  }
};

const unproven = (request: Request, why: Unproven | undefined): Answer => {
  if (why?.unproven === 'unavailable') return answerProblem(problem('unavailable', why.detail), { 'retry-after': '3' });
  const sent = request.headers.has('authorization');
  return answerProblem(problem('unauthenticated', why?.detail ?? 'Send "Authorization: Bearer <token>".'), {
    'www-authenticate': sent ? 'Bearer realm="muster", error="invalid_token"' : 'Bearer realm="muster"',
  });
};

type Shape = Pick<
  RouteRequest<unknown, unknown, unknown>,
  | 'params'
  | 'query'
  | 'expectedSeq'
  | 'idempotencyKey'
  | 'ifNoneMatch'
  | 'acceptLanguage'
  | 'acceptsGzip'
  | 'lastEventId'
>;

const shapeOf = (route: Route, request: Request, params: Readonly<Record<string, string>>): Shape => {
  const { headers } = request;
  const writes = route.conditional === 'write';
  return {
    // First: what is asked for in words that are not known is refused for any name.
    query: queryOf(route, request),
    params: paramsOf(route, params),
    expectedSeq: writes ? expectedSeqOf(headers.get('if-match')) : undefined,
    idempotencyKey:
      writes || route.conditional === 'create' ? idempotencyKeyOf(headers.get('idempotency-key')) : undefined,
    ifNoneMatch: headers.get('if-none-match') ?? undefined,
    acceptLanguage: headers.get('accept-language') ?? undefined,
    acceptsGzip: /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?\s*(?:,|$))/i.test(headers.get('accept-encoding') ?? ''),
    lastEventId: headers.get('last-event-id') ?? undefined,
  };
};

const paramsOf = (route: Route, params: Readonly<Record<string, string>>): unknown => {
  if (!route.params) return params;
  const parsed = route.params.safeParse(params);
  // What cannot be a name names nothing.
  if (!parsed.success) throw new RequestRefused(problem('not-found'));
  return parsed.data;
};

/** What the query of a route may hold, by name. */
export const queryNames = ({ query }: Pick<Route, 'query'>): string[] =>
  query instanceof z.ZodObject ? Object.keys(query.shape) : [];

/** Of names that are not known; each is at most so long in the answer. */
const MOST_NAMED = 10;
const LONGEST_NAME = 100;

/**
 * A filter that is not known is no filter: whoever misspells one must not take everything for an answer. Links in messages are
 * followed with whatever a mail program adds to them.
 */
const refuseUnknown = (route: Route, given: Readonly<Record<string, unknown>>): void => {
  if (!route.path.startsWith('/v1/')) return;
  const known = queryNames(route);
  const unknown = Object.keys(given)
    .filter((name) => !known.includes(name))
    .slice(0, MOST_NAMED)
    .map((name) => name.slice(0, LONGEST_NAME));
  if (unknown.length === 0) return;
  const takes = known.length === 0 ? 'This takes none.' : `This takes ${known.join(', ')}.`;
  const errors = unknown.map((name) => ({ path: name, reason: `is not known here.${didYouMean(name, known)}` }));
  const named = unknown.map((name) => `"${name}"`).join(', ');
  throw new RequestRefused(problem('invalid-request', `There is no query parameter ${named}. ${takes}`, { errors }));
};

const queryOf = (route: Route, request: Request): unknown => {
  const given: Record<string, string | string[]> = Object.create(null);
  for (const [name, value] of new URL(request.url).searchParams) {
    const before = given[name];
    given[name] = before === undefined ? value : [...(Array.isArray(before) ? before : [before]), value];
  }
  refuseUnknown(route, given);
  if (!route.query) return {};
  const parsed = route.query.safeParse(given);
  if (!parsed.success) {
    const errors = violationsIn(parsed.error, given);
    throw new RequestRefused(problem('invalid-request', sentenceOf(errors, 'The query'), { errors }));
  }
  return parsed.data;
};

const bodyOf = (schema: NonNullable<Route['body']>, body: unknown): unknown => {
  const parsed = schema.safeParse(body);
  if (!parsed.success) {
    const errors = violationsIn(parsed.error, body);
    throw new RequestRefused(
      problem('invalid-command', `Nothing was done. ${sentenceOf(errors, 'The body')}`, { errors }),
    );
  }
  return parsed.data;
};

/** Also accepts a weak tag, for proxies that compress weaken what they pass on, and a number without quotation marks, which people leave out. */
const expectedSeqOf = (ifMatch: string | null): number | undefined => {
  if (ifMatch === null || ifMatch.trim() === '*') return undefined;
  const seq = /^\s*(?:W\/)?("?)(\d{1,15})\1\s*$/.exec(ifMatch)?.[2];
  if (seq === undefined)
    throw new RequestRefused(problem('invalid-request', 'If-Match takes the ETag of the incident, such as "12".'));
  return Number(seq);
};

const MAXIMUM_KEY_LENGTH = 200;

const idempotencyKeyOf = (key: string | null): string | undefined => {
  if (key === null) return undefined;
  if (key.length === 0 || key.length > MAXIMUM_KEY_LENGTH) {
    throw new RequestRefused(
      problem('invalid-request', `An Idempotency-Key has 1 to ${MAXIMUM_KEY_LENGTH} characters.`),
    );
  }
  return key;
};
