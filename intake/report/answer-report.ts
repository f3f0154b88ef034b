import { PROBLEMS, type ProblemCode } from '../../domain/failure/problem.ts';
import { type Html, html, notice, PAGE_HEADERS, webPage } from '../../domain/web-page/web-page.ts';
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
  if (!wantsPage(request)) return jsonAnswer(202, { reference, message: THANKS }, headers);
  const content = notice(
    'Thank you',
    THANKS,
    html`<p role="status">Your reference is <strong>${reference}</strong>.</p>`,
  );
  return pageAnswer(202, 'Thank you', content, headers);
};

/** A browser that sends a form shows what comes back; a script asks for JSON. */
const wantsPage = (request: ReceivedRequest): boolean => request.headers.accept?.includes('text/html') === true;

const pageAnswer = (status: number, title: string, content: Html, headers: Headers): Answer => ({
  status,
  headers: { ...headers, ...PAGE_HEADERS },
  body: webPage({ title, language: 'en', content }),
});

/** What whoever reads it can do now. */
const BACK = 'Go back to change it; what you typed is still there.';

export const answerRefusal = (
  request: ReceivedRequest,
  code: ProblemCode,
  detail: string,
  headers: Headers = {},
): Answer => {
  const withCache = { 'cache-control': 'no-store', ...headers };
  if (!wantsPage(request)) return problemAnswer(code, detail, withCache);
  const { status } = PROBLEMS[code];
  const heading = HEADINGS[code] ?? 'Your report was not sent';
  const content = notice(
    heading,
    html`<p role="alert">${detail}</p>`,
    status === 400 || status === 413 ? BACK : undefined,
  );
  return pageAnswer(status, heading, content, withCache);
};

/** For people, what became of their report; programs read the titles of the problems. */
const HEADINGS: Readonly<Partial<Record<ProblemCode, string>>> = {
  'too-many-requests': 'Not sent yet',
  'not-accepted': 'Not sent yet',
  unauthenticated: 'This form is not connected',
  'not-permitted': 'This page may not send reports',
  'method-not-allowed': 'There is nothing to read here',
};

export const answerTooMany = (request: ReceivedRequest, seconds: number, cors: Headers): Answer => {
  const wait = seconds < 90 ? `${seconds} seconds` : `${Math.ceil(seconds / 60)} minutes`;
  return answerRefusal(request, 'too-many-requests', `We have heard a lot just now. Please try again in ${wait}.`, {
    ...cors,
    'retry-after': String(seconds),
  });
};
