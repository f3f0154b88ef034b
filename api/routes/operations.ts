import * as z from 'zod';
import { problem } from '../../domain/failure/problem.ts';
import { listQuarantine, replayQuarantined } from '../../intake/message/quarantine.ts';
import { listTraces } from '../../intake/message/trace.ts';
import type { Ports } from '../../ports/ports.ts';
import { rarely } from '../../usecases/readiness/rarely.ts';
import { readiness } from '../../usecases/readiness/readiness.ts';
import { answerProblem } from '../failures.ts';
import { route } from '../route.ts';
import { answerPage, limit, pageOf, pageQuery } from '../schemas/paging-through.ts';

const quarantined = z
  .strictObject({
    id: z.string(),
    integrationId: z.string(),
    source: z.string(),
    receivedAt: z.iso.datetime(),
    reason: z.string(),
    body: z.string(),
    replayedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Quarantined' });

const trace = quarantined
  .omit({ replayedAt: true })
  .extend({
    body: z.string().meta({ description: 'How it begins, without what looks like a secret' }),
    trace: z.enum(['refused', 'ignored', 'unclear']),
  })
  .meta({ id: 'Trace' });

const replayed = z
  .strictObject({
    id: z.string(),
    accepted: z.number().int(),
    quarantined: z.number().int().meta({ description: 'Entries of it that are still not understood' }),
    alerts: z.array(
      z.strictObject({
        alertId: z.string(),
        outcome: z.enum(['opened', 'repeated', 'resolved', 'acknowledged', 'late', 'ignored', 'queued']),
        incidentId: z.string().optional(),
      }),
    ),
  })
  .meta({ id: 'Replayed' });

const outboxEntry = z
  .looseObject({
    at: z.iso.datetime(),
    channel: z.string(),
    address: z.string(),
    subject: z.string(),
    text: z.string(),
  })
  .meta({ id: 'OutboxEntry' });

const providerState = z
  .strictObject({ channel: z.string(), status: z.enum(['up', 'down']), since: z.iso.datetime() })
  .meta({ id: 'ProviderState' });

const readinessSchema = z
  .strictObject({
    status: z.enum(['ready', 'not-ready']),
    at: z.iso.datetime(),
    checks: z.array(
      z.strictObject({
        name: z.enum(['store', 'reconciler', 'pages', 'providers', 'clock']),
        ok: z.boolean(),
        detail: z.string(),
        seconds: z.number().optional(),
        mostSeconds: z.number().optional(),
      }),
    ),
  })
  .meta({ id: 'Readiness' });

/** Anybody may ask, and each answer costs a write: whoever asks within a second gets the same one. */
const readinessOf = rarely(1_000, (ports: Ports) => readiness(ports));

export const operationRoutes = [
  route({
    method: 'get',
    path: '/v1/quarantine',
    operationId: 'listQuarantine',
    summary: 'Requests that were authentic and not understood, newest first',
    tag: 'operations',
    role: 'responder',
    query: pageQuery,
    answers: { 200: { description: 'One page', schema: pageOf(quarantined).meta({ id: 'QuarantineList' }) } },
    async handle({ ports, query }) {
      return answerPage(await listQuarantine(ports, query), '/v1/quarantine', query);
    },
  }),
  route({
    method: 'get',
    path: '/v1/quarantine/traces',
    operationId: 'listTraces',
    summary: 'What senders with a key sent that became no alert, newest first',
    description:
      'The last hundred of each integration, in short and without secrets: what was `refused`, what had no consequence (`ignored`), and words that nobody knows (`unclear`). What is to be replayed is in the quarantine.',
    tag: 'operations',
    role: 'responder',
    query: pageQuery,
    answers: { 200: { description: 'One page', schema: pageOf(trace).meta({ id: 'TraceList' }) } },
    async handle({ ports, query }) {
      return answerPage(await listTraces(ports, query), '/v1/quarantine/traces', query);
    },
  }),
  route({
    method: 'post',
    path: '/v1/quarantine/{id}/replay',
    operationId: 'replayQuarantined',
    summary: 'Reads a quarantined request again, with the code and configuration of now',
    tag: 'operations',
    role: 'responder',
    params: z.object({ id: z.string().regex(/^[\w-]{1,100}$/) }),
    answers: { 200: { description: 'What it was understood to mean', schema: replayed } },
    async handle({ ports, params }) {
      return { status: 200, body: await replayQuarantined(ports, params.id) };
    },
  }),
  route({
    method: 'get',
    path: '/v1/outbox',
    operationId: 'readOutbox',
    summary: 'What a trial would have sent, newest first',
    description:
      'Only where messages are kept on this machine instead of being sent. They hold links that act: admin only.',
    tag: 'operations',
    role: 'admin',
    query: z.object({ limit }),
    answers: { 200: { description: 'The newest', schema: pageOf(outboxEntry).meta({ id: 'Outbox' }) } },
    async handle({ extras, query }) {
      if (!extras.outbox) return answerProblem(problem('not-found'));
      return { status: 200, body: { items: await extras.outbox(query.limit) } };
    },
  }),
  route({
    method: 'get',
    path: '/v1/openapi.json',
    operationId: 'readOpenApi',
    summary: 'This document',
    tag: 'operations',
    role: 'anybody',
    answers: { 200: { description: 'OpenAPI 3.1', schema: z.looseObject({ openapi: z.string() }) } },
    async handle() {
      // Read when asked for: the script that writes the document imports this table.
      const { default: document } = await import('../../docs/openapi.json', { with: { type: 'json' } });
      return { status: 200, body: document, headers: { 'cache-control': 'public, max-age=300' } };
    },
  }),
  route({
    method: 'get',
    path: '/readyz',
    operationId: 'readReadiness',
    summary: 'Whether alerts can be entrusted to this process',
    description:
      'Writes something durably, and looks at the reconciler, the oldest page that waits, the providers and the clock. 503 where one of them fails; `detail` says what people lose. Asked more often than each second, it answers the same.',
    tag: 'operations',
    role: 'anybody',
    answers: {
      200: { description: 'It is ready', schema: readinessSchema },
      503: { description: 'It is not', schema: readinessSchema },
    },
    async handle({ ports, extras }) {
      const { ready, ...rest } = await (extras.readiness?.() ?? readinessOf(ports));
      return { status: ready ? 200 : 503, body: { status: ready ? 'ready' : 'not-ready', ...rest } };
    },
  }),
  route({
    method: 'get',
    path: '/healthz',
    operationId: 'readHealth',
    summary: 'Whether this process answers',
    tag: 'operations',
    role: 'anybody',
    description:
      'With how those do who take its messages, once it has sent any: `degraded` while one of them takes none',
    answers: {
      200: {
        description: 'It does',
        schema: z.strictObject({ status: z.enum(['ok', 'degraded']), providers: z.array(providerState).optional() }),
      },
    },
    async handle({ ports }) {
      await ports.providers.look();
      // By channel alone: whom people are reached by is for nobody who has not signed in.
      const channels = Map.groupBy(ports.providers.list(), ({ channel }) => channel);
      const providers = [...channels].map(([channel, all]) => {
        const worst = all.find(({ status }) => status === 'down') ?? all[0];
        return { channel, status: worst?.status ?? 'up', since: worst?.since };
      });
      const status = providers.some((one) => one.status === 'down') ? 'degraded' : 'ok';
      return { status: 200, body: { status, ...(providers.length > 0 && { providers }) } };
    },
  }),
];
