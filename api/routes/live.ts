import * as z from 'zod';
import { actorOf } from '../../domain/access/principal.ts';
import { problem } from '../../domain/failure/problem.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { listLive } from '../../usecases/live/list-live.ts';
import { readStream, STREAM_KINDS, verifyStream } from '../../usecases/live/read-stream.ts';
import { erasePerson } from '../../usecases/personal/erase-person.ts';
import { answerProblem } from '../failures.ts';
import { type Route, route } from '../route.ts';
import { answerPage, pageOf, pageQuery, seqQuery } from '../schemas/paging-through.ts';
import { personalFindings } from '../schemas/record.ts';

const live = z
  .strictObject({
    kind: z.string(),
    id: z.string(),
    seq: z.number().int(),
    changedAt: z.iso.datetime(),
    shadows: z.string().optional().meta({ description: 'The entry of the files in whose place it stands' }),
  })
  .meta({ id: 'LiveRecord' });

const streamCommit = z
  .looseObject({ kind: z.string(), id: z.string(), seq: z.number().int() })
  .meta({ id: 'StreamCommit' });

const verified = z
  .strictObject({
    whole: z.boolean(),
    commits: z.number().int(),
    head: z.string().nullable(),
    break: z
      .strictObject({
        seq: z.number().int(),
        problem: z.enum(['missing', 'altered', 'not-linked']),
        explanation: z.string(),
      })
      .optional(),
    personal: personalFindings.meta({ description: 'What became of the personal data that the chain refers to' }),
  })
  .meta({ id: 'StreamVerification' });

const kind = z.string().regex(/^[a-z][a-z-]{0,40}$/);
const id = z.string().regex(/^[\w-]{1,100}$/);

/** Whose erasure is asked for, by whatever they are known by. */
const person = z
  .string()
  .min(1)
  .max(320)
  .meta({ description: 'Id, address, name of a reporter, or the reference of a report without a contact' });

const erased = z
  .strictObject({
    person: z.string(),
    rows: z.int().meta({ description: 'Emptied, or without their name and address now' }),
    remaining: z.array(
      z.strictObject({
        where: z.string(),
        found: z.int().optional().meta({ description: 'Absent where Muster cannot look' }),
        until: z.iso.datetime().optional().meta({ description: 'When it is gone by itself; absent where it stays' }),
        mend: z.string(),
      }),
    ),
  })
  .meta({ id: 'ErasedPerson' });

export const liveRoutes: readonly Route[] = [
  route({
    method: 'get',
    path: '/v1/live',
    operationId: 'listLive',
    summary: 'What people made by day and is of force, and what of the files it replaces meanwhile',
    tag: 'operations',
    role: 'viewer',
    answers: { 200: { description: 'All of it', schema: pageOf(live).meta({ id: 'LiveList' }) } },
    async handle({ ports }) {
      return { status: 200, body: { items: await listLive(ports) } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/streams',
    operationId: 'listStreamKinds',
    summary: 'The kinds of chains that there are beside incidents',
    tag: 'operations',
    role: 'viewer',
    answers: { 200: { description: 'All of them', schema: pageOf(z.string()).meta({ id: 'StreamKindList' }) } },
    async handle() {
      return { status: 200, body: { items: STREAM_KINDS } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/streams/{kind}',
    operationId: 'listStreams',
    summary: 'The ids of the chains of one kind',
    tag: 'operations',
    role: 'viewer',
    params: z.object({ kind }),
    query: pageQuery,
    answers: { 200: { description: 'One page', schema: pageOf(z.string()).meta({ id: 'StreamList' }) } },
    async handle({ ports, params, query }) {
      if (!STREAM_KINDS.includes(params.kind)) return answerProblem(problem('not-found'));
      return answerPage(await ports.stores.commits.streams(params.kind, query), `/v1/streams/${params.kind}`, query);
    },
  }),
  route({
    method: 'get',
    path: '/v1/streams/{kind}/{id}/commits',
    operationId: 'readStreamCommits',
    summary: 'The sealed commits of one chain, for an export or to check them elsewhere',
    tag: 'operations',
    role: 'viewer',
    params: z.object({ kind, id }),
    query: seqQuery,
    answers: { 200: { description: 'One page', schema: pageOf(streamCommit).meta({ id: 'StreamCommitList' }) } },
    async handle({ ports, params, query }) {
      const commits = await readStream(ports, params, Number(query.next ?? 0));
      const items = commits.slice(0, query.limit);
      const last = items.at(-1);
      const page = commits.length > items.length && last ? { items, next: String(last.seq) } : { items };
      return answerPage(page, `/v1/streams/${params.kind}/${params.id}/commits`, query);
    },
  }),
  route({
    method: 'get',
    path: '/v1/streams/{kind}/{id}/verification',
    operationId: 'verifyStream',
    summary: 'Whether one chain is whole, and the personal data beside it, as this server sees them',
    tag: 'operations',
    role: 'viewer',
    params: z.object({ kind, id }),
    answers: { 200: { description: 'Whole, with what was erased; or where it breaks', schema: verified } },
    async handle({ ports, params }) {
      return { status: 200, body: await verifyStream(ports, params) };
    },
  }),
  route({
    method: 'post',
    path: '/v1/people/{id}/erase',
    operationId: 'erasePerson',
    summary: 'Erase what a person wrote and what is known of them beside the chains; cannot be undone',
    description:
      'Put on record: who erased, and when. Chains stay whole. The answer says what remains, where and until when: the configuration is changed in its files.',
    tag: 'operations',
    role: 'admin',
    params: z.object({ id: person }),
    answers: {
      200: {
        description: 'How many rows were emptied, and what is not Muster’s to erase',
        schema: erased,
      },
    },
    async handle({ extras, ports, principal, params }) {
      const metadata = {
        now: toIso(ports.clock.now()),
        actor: { kind: 'person', id: actorOf(principal).id } as const,
        commandId: ports.ids.next(),
      };
      return {
        status: 200,
        body: await erasePerson(ports, params.id, metadata, extras.keptOutside),
      };
    },
  }),
];
