import * as z from 'zod';
import {
  type CreateDocumentOptions,
  createDocument,
  type ZodOpenApiObject,
  type ZodOpenApiOperationObject,
  type ZodOpenApiPathsObject,
} from 'zod-openapi';
import type { Route } from './route.ts';
import { problemDetails } from './schemas/problem.ts';
import { routes } from './table.ts';

const CONDITIONS: Readonly<Record<NonNullable<Route['conditional']>, readonly string[]>> = {
  read: ['if-none-match'],
  write: ['if-match', 'idempotency-key'],
  create: ['idempotency-key'],
};

/** As it is read; `*` is any version, as where it is missing. */
const IF_MATCH = /^(\*|(W\/)?("\d{1,15}"|\d{1,15}))$/;

const HEADERS: Readonly<Record<string, z.ZodType>> = {
  'if-none-match': z.string().optional().meta({ description: 'The ETag seen last; 304 when it is still the one' }),
  'if-match': z
    .string()
    .regex(IF_MATCH)
    .optional()
    .meta({ description: 'The ETag seen last; 412 when the incident has changed since', example: '"12"' }),
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: 'The same key with the same request is answered as the first time; with another, 409' }),
};

/** What each tag is about; the order is that of the document. */
const TAGS: Readonly<Record<Route['tag'], string>> = {
  incidents: 'Incidents and what is on record about them',
  commands: 'What people and programs ask of an incident; each is put on its timeline',
  suppressions: 'Maintenance windows and silences: alerts that are recorded and not acted upon',
  configuration: 'What the files say that are in force, and what senders are given',
  operations: 'For whoever runs this Muster',
  links: 'What the links in messages open: pages for people, without a token',
};

/** Why a route refuses, by status; which of them apply follows from what the route takes. */
const REFUSALS: Readonly<Record<number, readonly [why: string, applies: (route: Route) => boolean]>> = {
  400: [
    'A parameter or a header that is not known or not valid, or a body that is not JSON',
    ({ path, query, body, conditional }) => path.startsWith('/v1/') || Boolean(query ?? body ?? conditional),
  ],
  401: ['No token, or one that is not valid', ({ role }) => role !== 'anybody'],
  403: ['The role of the token does not permit it', ({ role }) => role !== 'anybody'],
  404: ['There is no such thing', ({ params }) => params !== undefined],
  409: [
    'It is not in a state that allows this, or the Idempotency-Key was used for another request',
    ({ method, conditional }) => method === 'post' && conditional !== undefined,
  ],
  412: ['It has changed since the ETag of `If-Match`', ({ conditional }) => conditional === 'write'],
  413: ['The body is too large', ({ body }) => body !== undefined],
  422: ['A rule does not allow it, or the body is not what this takes', ({ body }) => body !== undefined],
};

const PROBLEM = { 'application/problem+json': { schema: problemDetails } };

const refusalsOf = (route: Route): ZodOpenApiOperationObject['responses'] => {
  const own = Object.entries(REFUSALS).filter(([, [, applies]]) => applies(route));
  const refusals = Object.fromEntries(
    own.map(([status, [description]]) => [status, { description, content: PROBLEM }]),
  );
  const any = [...own.map(([status]) => status), ...Object.keys(route.answers)].some((status) =>
    status.startsWith('4'),
  );
  return any ? refusals : { '4XX': { description: 'The request cannot be served as it is', content: PROBLEM } };
};

/** What it does in full sentences, who may, and what its headers are for. */
const describe = ({ summary, description, role, conditional, query }: Route): string =>
  [
    description ?? `${summary}.`,
    role === 'anybody' ? 'Takes no token.' : `Takes the role ${role}, or one that may more.`,
    conditional === 'write' || conditional === 'create' ? 'Repeat it safely with an `Idempotency-Key`.' : undefined,
    query ? 'Parameters that are not listed are refused.' : undefined,
  ]
    .filter((sentence) => sentence !== undefined)
    .join('\n\n');

const answersOf = (route: Route): ZodOpenApiOperationObject['responses'] => {
  const declared = Object.entries(route.answers).map(
    ([status, { description, schema, mediaType = 'application/json' }]) => [
      status,
      schema ? { description, content: { [mediaType]: { schema } } } : { description },
    ],
  );
  const problems = { description: 'A problem (RFC 9457)', content: PROBLEM };
  return { ...refusalsOf(route), ...Object.fromEntries(declared), default: problems };
};

const operationOf = (route: Route): ZodOpenApiOperationObject => {
  const { operationId, summary, tag, role, params, query, body, conditional } = route;
  const headers =
    conditional &&
    z.object(Object.fromEntries(CONDITIONS[conditional].map((name) => [name, HEADERS[name] as z.ZodType])));
  return {
    operationId,
    summary,
    description: describe(route),
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

/** Where there must be a member of each name that there is, they are members like any other, for readers that know no `propertyNames`. */
const spellOut: NonNullable<CreateDocumentOptions['override']> = ({ jsonSchema }) => {
  const { propertyNames, additionalProperties, required } = jsonSchema;
  if (propertyNames === undefined || required === undefined || typeof additionalProperties !== 'object') return;
  jsonSchema.properties = Object.fromEntries(required.map((name) => [name, additionalProperties]));
  jsonSchema.additionalProperties = false;
  delete jsonSchema.propertyNames;
};

/** The OpenAPI 3.1 document of everything in the route table. Made when Muster is built, never while it runs. */
export const openApiDocument = (): object => {
  const paths: ZodOpenApiPathsObject = {};
  for (const route of routes) paths[route.path] = { ...paths[route.path], [route.method]: operationOf(route) };
  const document: ZodOpenApiObject = {
    openapi: '3.1.0',
    info: {
      title: 'Muster',
      version: '1',
      description:
        'Major incidents: what happened, who has it, what was decided and why. Every refusal is a problem (RFC 9457) that says what to do.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      contact: { name: 'Whoever runs this Muster' },
    },
    servers: [{ url: '/', description: 'The deployment that served this document' }],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    security: [{ token: [] }],
    components: { securitySchemes: { token: { type: 'http', scheme: 'bearer' } } },
    paths,
  };
  return createDocument(document, { override: spellOut });
};

/** As it is kept in `docs/openapi.json`. */
export const openApiText = (): string => `${JSON.stringify(openApiDocument(), null, 2)}\n`;
