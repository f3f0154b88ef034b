import * as z from 'zod';
import { createDocument, type ZodOpenApiOperationObject, type ZodOpenApiPathsObject } from 'zod-openapi';
import type { Route } from './route.ts';
import { problemDetails } from './schemas/problem.ts';
import { routes } from './table.ts';

const CONDITIONS: Readonly<Record<NonNullable<Route['conditional']>, readonly string[]>> = {
  read: ['if-none-match'],
  write: ['if-match', 'idempotency-key'],
  create: ['idempotency-key'],
};

const HEADERS: Readonly<Record<string, z.ZodType>> = {
  'if-none-match': z.string().optional().meta({ description: 'The ETag seen last; 304 when it is still the one' }),
  'if-match': z
    .string()
    .optional()
    .meta({ description: 'The ETag seen last; 412 when the incident has changed since' }),
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The same key with the same request is answered as the first time; with another, 409' }),
};

const answersOf = (route: Route): ZodOpenApiOperationObject['responses'] => {
  const declared = Object.entries(route.answers).map(
    ([status, { description, schema, mediaType = 'application/json' }]) => [
      status,
      schema ? { description, content: { [mediaType]: { schema } } } : { description },
    ],
  );
  const problems = {
    description: 'A problem (RFC 9457)',
    content: { 'application/problem+json': { schema: problemDetails } },
  };
  return { ...Object.fromEntries(declared), default: problems };
};

const operationOf = (route: Route): ZodOpenApiOperationObject => {
  const { operationId, summary, description, tag, role, params, query, body, conditional } = route;
  const headers =
    conditional &&
    z.object(Object.fromEntries(CONDITIONS[conditional].map((name) => [name, HEADERS[name] as z.ZodType])));
  return {
    operationId,
    summary,
    ...(description ? { description } : {}),
    tags: [tag],
    ...(role === 'anybody' ? { security: [] } : { 'x-required-role': role }),
    requestParams: {
      ...(params ? { path: params as z.ZodObject } : {}),
      ...(query ? { query: query as z.ZodObject } : {}),
      ...(headers ? { header: headers } : {}),
    },
    ...(body ? { requestBody: { required: true, content: { 'application/json': { schema: body } } } } : {}),
    responses: answersOf(route),
  };
};

/** The OpenAPI 3.1 document of everything in the route table. Made when Muster is built, never while it runs. */
export const openApiDocument = (): object => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version: '1',
      description:
        'Major incidents: what happened, who has it, what was decided and why. Every refusal is a problem (RFC 9457) that says what to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  });
};

/** As it is kept in `docs/openapi.json`. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
