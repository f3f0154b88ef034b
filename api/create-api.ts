import { Hono } from 'hono';
import { problem } from '../domain/failure/problem.ts';
import { answerProblem } from './failures.ts';
import type { Answer, Route } from './route.ts';
import { type ApiComposition, serveRoute } from './serve-route.ts';
import { routes } from './table.ts';

/**
 * The HTTP API, for any runtime that speaks Request and Response.
 *
 * Whoever mounts it into another app with `app.route('/', api)` also uses `answerUnknown` as that app's `notFound`: Hono asks
 * only the outermost one.
 */
export const createApi = (composition: ApiComposition): Hono => {
  const app = new Hono();
  for (const route of routes) {
    if (route.operationId === 'readOutbox' && !composition.extras?.outbox) continue;
    app.on(route.method.toUpperCase(), honoPath(route.path), async (context) =>
      responseOf(await serveRoute(composition, route, context.req.raw, context.req.param())),
    );
  }
  app.notFound((context) => answerUnknown(context.req.raw));
  return app;
};

/** `/v1/incidents/{incident}` → `/v1/incidents/:incident`. */
const honoPath = (path: string): string => path.replaceAll(/\{(\w+)\}/g, ':$1');

const HARDENING: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  // Stored nowhere but revalidated where a tag allows it: an incident changes by the second.
  'cache-control': 'private, no-cache',
};

const responseOf = ({ status, body, headers = {} }: Answer): Response => {
  const sent = { ...HARDENING, 'content-type': 'application/json; charset=utf-8', ...headers };
  if (body === undefined) return new Response(null, { status, headers: { ...HARDENING, ...headers } });
  const isSent = typeof body === 'string' || body instanceof ReadableStream || body instanceof Uint8Array;
  return new Response(isSent ? body : JSON.stringify(body), { status, headers: sent });
};

const pattern = (route: Route): RegExp => new RegExp(`^${route.path.replaceAll(/\{\w+\}/g, '[^/]+')}$`);

const methodsAt = (pathname: string): string[] => {
  const methods = routes.filter((route) => pattern(route).test(pathname)).map((route) => route.method.toUpperCase());
  return [...new Set(methods.flatMap((method) => (method === 'GET' ? ['GET', 'HEAD'] : [method])))];
};

/**
 * 405 with `Allow` where the path exists under another method, else 404. By its parts, for there are methods (TRACE) that no
 * `Request` can have.
 */
export const answerUnknownAt = (method: string, pathname: string): Response => {
  const methods = methodsAt(pathname);
  // Also of what is described and not served here: no other method would help.
  if (methods.length === 0 || methods.includes(method.toUpperCase()))
    return responseOf(answerProblem(problem('not-found')));
  const allow = methods.join(', ');
  return responseOf(answerProblem(problem('method-not-allowed', `Allowed here: ${allow}.`), { allow }));
};

export const answerUnknown = (request: Request): Response =>
  answerUnknownAt(request.method, new URL(request.url).pathname);
