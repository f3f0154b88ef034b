import type { ProblemCode } from '../../domain/failure/problem.ts';
import { type Answer, jsonAnswer, problemAnswer, type ReceivedRequest } from '../request/received-request.ts';

const THANKS = 'Thank you. The people who look after it can read your report now.';

type Headers = Readonly<Record<string, string>>;

/** What lets a page of another origin send, and read the answer. @returns undefined where that page may not */
export const corsHeaders = (request: ReceivedRequest, allowedOrigins: readonly string[]): Headers | undefined => {
  const { origin } = request.headers;
  if (origin === undefined) return {};
  if (!allowedOrigins.includes(origin)) return undefined;
  return { 'access-control-allow-origin': origin, vary: 'origin' };
};

/** <https://fetch.spec.whatwg.org/#cors-preflight-fetch> */
export const answerPreflight = (cors: Headers): Answer => ({
  status: 204,
  headers: {
    ...cors,
    'access-control-allow-methods': 'POST',
    'access-control-allow-headers': 'content-type',
    'access-control-max-age': '600',
  },
  body: '',
});

/** The same whatever became of the report: nobody learns from it what is known already, or who is on a list. */
export const answerThanks = (request: ReceivedRequest, cors: Headers, reference: string): Answer => {
  const headers = { ...cors, 'cache-control': 'no-store' };
  // A browser that sends a form shows what comes back.
  if (request.headers.accept?.includes('text/html') !== true) {
    return jsonAnswer(202, { reference, message: THANKS }, headers);
  }
  const page = `<!doctype html><meta charset="utf-8"><title>Reported</title><p>${THANKS}</p><p>Reference: ${reference}</p>`;
  return { status: 202, headers: { 'content-type': 'text/html; charset=utf-8', ...headers }, body: page };
};

export const answerRefusal = (code: ProblemCode, detail: string, headers: Headers = {}): Answer =>
  problemAnswer(code, detail, { 'cache-control': 'no-store', ...headers });

export const answerTooMany = (seconds: number, cors: Headers): Answer => {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return answerRefusal('too-many-requests', `We have heard a lot just now. Please try again in ${wait}.`, {
    ...cors,
    'retry-after': String(seconds),
  });
};
