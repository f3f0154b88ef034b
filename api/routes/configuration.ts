import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import * as z from 'zod';
import { configurationFields, service } from '../../domain/configuration/configuration.ts';
import { withoutSecrets, withSecretsHashed } from '../../domain/configuration/shown-configuration.ts';
import { problem } from '../../domain/failure/problem.ts';
import { actor } from '../../domain/stream/commit.ts';
import { type AppliedVersion, listVersions } from '../../usecases/configuration/list-versions.ts';
import { rollBackConfiguration } from '../../usecases/configuration/put-in-force.ts';
import { answerProblem } from '../failures.ts';
import { metadataOf } from '../metadata-of.ts';
import { NO_STORE } from '../no-store.ts';
import { type Answer, route } from '../route.ts';
import { answerPage, pageOf, seqQuery } from '../schemas/paging-through.ts';

const compressed = promisify(gzip);

/** Lambda answers with 6 MB at most, which are fewer once JSON stands in JSON. */
const COMPRESS_ABOVE_CHARACTERS = 1_000_000;

const configuration = configurationFields.extend({ version: z.string() }).meta({ id: 'Configuration' });

/** `in-force` where a version is asked for that is to be read. */
const CURRENT = 'in-force';
/** What is none is not found, in words. */
const version = z.string().regex(/^[\w.-]{1,40}$/);

const applied = z
  .strictObject({
    version: z.string(),
    inForce: z.boolean(),
    at: z.iso.datetime().optional().meta({
      description: 'Since when; absent, with all that follows, of what was in force before that was recorded',
    }),
    by: actor.optional().meta({ description: 'With their name, as long as the configuration knows it' }),
    how: z.enum(['files', 'rollback']).optional(),
    before: z.string().optional().meta({ description: 'The version in whose place it came' }),
    seq: z.number().int().optional(),
  })
  .meta({ id: 'AppliedConfiguration' });

const noSuchVersion = (asked: string): Answer =>
  answerProblem(
    problem(
      'not-found',
      `No configuration ${asked} was ever in force here; \`muster config versions\` lists those that were.`,
    ),
  );

/** A large one in fewer bytes, where whoever asks can read that. */
const answered = async (body: unknown, acceptsGzip: boolean): Promise<Answer> => {
  const text = JSON.stringify(body);
  const headers = { ...NO_STORE, vary: 'accept-encoding' };
  if (!acceptsGzip || text.length <= COMPRESS_ABOVE_CHARACTERS) return { status: 200, body: text, headers };
  return { status: 200, body: await compressed(text), headers: { ...headers, 'content-encoding': 'gzip' } };
};

export const configurationRoutes = [
  route({
    method: 'get',
    path: '/v1/services',
    operationId: 'listServices',
    summary: 'The services that incidents are about',
    tag: 'configuration',
    role: 'viewer',
    answers: { 200: { description: 'All of them', schema: pageOf(service).meta({ id: 'ServiceList' }) } },
    async handle({ ports }) {
      return { status: 200, body: { items: (await ports.configuration.current()).services } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/configuration',
    operationId: 'readConfiguration',
    summary: 'The configuration in force',
    description:
      'Holds no key: those are derived and never stored. Of the webhooks of people only the origin is shown.',
    tag: 'configuration',
    role: 'admin',
    answers: { 200: { description: 'As validated, with its version', schema: configuration } },
    async handle({ acceptsGzip, ports }) {
      return answered(withoutSecrets(await ports.configuration.current()), acceptsGzip);
    },
  }),
  route({
    method: 'get',
    path: '/v1/configuration/versions',
    operationId: 'listConfigurationVersions',
    summary: 'Every configuration that was in force, newest first, with who put it there',
    description: 'The first is in force now. One that came into force more than once stands here more than once.',
    tag: 'configuration',
    role: 'viewer',
    query: seqQuery,
    answers: {
      200: { description: 'One page', schema: pageOf(applied).meta({ id: 'AppliedConfigurationList' }) },
    },
    async handle({ ports, query }) {
      const before = Number(query.next ?? Number.POSITIVE_INFINITY);
      const all = (await listVersions(ports)).filter(({ seq = 0 }) => seq < before);
      const items = all.slice(0, query.limit);
      const last = items.at(-1)?.seq;
      const page = all.length > items.length && last !== undefined ? { items, next: String(last) } : { items };
      return answerPage(page, '/v1/configuration/versions', query);
    },
  }),
  route({
    method: 'get',
    path: '/v1/configuration/versions/{version}',
    operationId: 'readConfigurationVersion',
    summary: 'A configuration that is or was in force',
    description:
      'As it was stored. In the place of each secret, such as the path of a webhook, stands a part of its hash, so that two versions can be compared.',
    tag: 'configuration',
    role: 'admin',
    params: z.object({ version: version.meta({ description: 'A version, or `in-force`' }) }),
    answers: {
      200: {
        description: 'With its version',
        // One of an earlier Muster has other keys.
        schema: z.looseObject({ version: z.string() }).meta({ id: 'ConfigurationVersion' }),
      },
    },
    async handle({ acceptsGzip, ports, params }) {
      const { configurations } = ports.stores;
      // Not the one that is kept for seconds: somebody may just have rolled back.
      const found = await (params.version === CURRENT
        ? configurations.current()
        : configurations.version(params.version));
      return found === undefined ? noSuchVersion(params.version) : answered(withSecretsHashed(found), acceptsGzip);
    },
  }),
  route({
    method: 'post',
    path: '/v1/configuration/versions/{version}/rollback',
    operationId: 'rollBackConfiguration',
    summary: 'Put a configuration that was in force before into force again',
    description:
      'In force here at once, and everywhere within ten seconds, until files are put into force: by a deploy that changes them, or the next start of the embedded server. Who did it is on record.',
    tag: 'configuration',
    role: 'admin',
    conditional: 'create',
    params: z.object({ version }),
    answers: { 200: { description: 'What is in force now', schema: applied } },
    async handle({ ports, extras, principal, params, idempotencyKey }) {
      const metadata = metadataOf(ports, principal, idempotencyKey);
      const done = await rollBackConfiguration(ports, params.version, metadata);
      if (done === undefined) return noSuchVersion(params.version);
      await extras.configurationChanged?.(done.configuration);
      const [inForce] = (await listVersions(ports)) as [AppliedVersion];
      return { status: 200, body: inForce };
    },
  }),
];
