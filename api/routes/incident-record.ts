import * as z from 'zod';
import { timeZone } from '../../domain/configuration/primitives.ts';
import { incidentMetrics } from '../../domain/metrics/metrics.ts';
import { report } from '../../domain/report/report.ts';
import {
  readAlerts,
  readChanges,
  readCommits,
  readCounts,
  readDeliveries,
  readMetrics,
  readReports,
  readTimeline,
  verifyIncident,
} from '../../usecases/incident/read-incident.ts';
import { NO_STORE } from '../no-store.ts';
import { route } from '../route.ts';
import { alertCounts, incidentParams } from '../schemas/incident.ts';
import { answerPage, limit, pageOf, pageQuery, seqQuery } from '../schemas/paging-through.ts';
import { alert, delivery } from '../schemas/reach.ts';
import { commit, incidentChanges, timelineEntry, verification } from '../schemas/record.ts';

const rangeOf = ({ limit, next }: { limit: number; next?: string }) => ({ limit, afterSeq: Number(next ?? 0) });

const ofIncident = { method: 'get', tag: 'incidents', role: 'viewer', params: incidentParams } as const;

export const incidentRecordRoutes = [
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/timeline',
    operationId: 'readTimeline',
    summary: 'What happened, in plain words',
    description:
      'Each entry says who or what did it and keeps its event. `TriggersEvaluated` holds the rule, the version of the rules, the matched facts and the near misses. A page counts commits, each of which is one or more entries.',
    query: seqQuery.extend({
      timeZone: timeZone
        .optional()
        .meta({ description: "By whose clock times in `text` are; the organisation's unless said otherwise" }),
    }),
    answers: { 200: { description: 'One page, oldest first', schema: pageOf(timelineEntry).meta({ id: 'Timeline' }) } },
    async handle({ ports, params, query }) {
      return answerPage(
        await readTimeline(ports, params.incident, rangeOf(query), query.timeZone),
        `/v1/incidents/${params.incident}/timeline`,
        query,
      );
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/commits',
    operationId: 'readCommits',
    summary: 'The sealed commits, to verify the chain yourself',
    query: seqQuery,
    answers: { 200: { description: 'One page, oldest first', schema: pageOf(commit).meta({ id: 'CommitList' }) } },
    async handle({ ports, params, query }) {
      return answerPage(
        await readCommits(ports, params.incident, rangeOf(query)),
        `/v1/incidents/${params.incident}/commits`,
        query,
      );
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/alerts',
    operationId: 'readAlerts',
    summary: 'The alerts attached to an incident',
    query: pageQuery,
    answers: { 200: { description: 'One page', schema: pageOf(alert).meta({ id: 'AlertList' }) } },
    async handle({ ports, params, query }) {
      return answerPage(
        await readAlerts(ports, params.incident, query),
        `/v1/incidents/${params.incident}/alerts`,
        query,
      );
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/counts',
    operationId: 'readCounts',
    summary: 'How many alerts came, by severity, service and time',
    description: 'Exact however many there are; a moment behind the incident itself.',
    answers: { 200: { description: 'The counts', schema: alertCounts } },
    async handle({ ports, params }) {
      return { status: 200, body: await readCounts(ports, params.incident) };
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/deliveries',
    operationId: 'readDeliveries',
    summary: 'Who was reached, by which channel, and who was not',
    answers: { 200: { description: 'All of them', schema: pageOf(delivery).meta({ id: 'DeliveryList' }) } },
    async handle({ ports, principal, params }) {
      return { status: 200, body: { items: await readDeliveries(ports, principal, params.incident) } };
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/changes',
    operationId: 'readChanges',
    summary: 'What was changed before it began, and what other tools found out',
    description:
      'Changes of the affected services, and of those that they depend on, in the 24 hours before the impact started, newest first; and as evidence what other tools investigated until it was resolved. Deployments, pipelines and experiments are kept for 90 days.',
    answers: { 200: { description: 'All of them', schema: incidentChanges } },
    async handle({ ports, params }) {
      return { status: 200, body: await readChanges(ports, params.incident) };
    },
  }),
  route({
    ...ofIncident,
    role: 'responder',
    path: '/v1/incidents/{incident}/reports',
    operationId: 'readReports',
    summary: 'What people reported, in their words',
    description: 'With the contacts that they gave, for those who answer them. Reports are kept for 90 days.',
    query: z.object({ limit }),
    answers: {
      200: {
        description: 'The oldest first',
        schema: z.strictObject({ items: z.array(report) }).meta({ id: 'ReportList' }),
      },
    },
    async handle({ ports, params, query }) {
      const items = await readReports(ports, params.incident, query.limit);
      return { status: 200, body: { items }, headers: NO_STORE };
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/metrics',
    operationId: 'readMetrics',
    summary: 'The durations of an incident, in seconds',
    answers: { 200: { description: 'null while a stamp is missing', schema: incidentMetrics } },
    async handle({ ports, params }) {
      return { status: 200, body: await readMetrics(ports, params.incident) };
    },
  }),
  route({
    ...ofIncident,
    path: '/v1/incidents/{incident}/verification',
    operationId: 'verifyIncident',
    summary: 'Whether the chain of commits is whole, as this server sees it',
    answers: { 200: { description: 'Whole, with the hash of its head; or where it breaks', schema: verification } },
    async handle({ ports, params }) {
      return { status: 200, body: await verifyIncident(ports, params.incident) };
    },
  }),
];
