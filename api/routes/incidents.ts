import * as z from 'zod';
import { openByHand as openRequest } from '../../domain/incident/commands.ts';
import { type IncidentState, incidentStatus, majorStatus } from '../../domain/incident/state.ts';
import { showIncident } from '../../projections/incident.ts';
import type { IncidentRow } from '../../projections/incident-list.ts';
import { openByHand } from '../../usecases/incident/open-by-hand.ts';
import { listIncidents, readIncident } from '../../usecases/incident/read-incident.ts';
import { route } from '../route.ts';
import { incidentParams, incidentSummary, shownIncident } from '../schemas/incident.ts';
import { answerPage, pageOf, pageQuery } from '../schemas/paging-through.ts';

/** The ETag of an incident: its seq, which grows by one with every commit. */
export const tagOf = (state: IncidentState): string => `"${state.seq}"`;

const summaryOf = ({ needsProcess: _, words: __, ...shown }: IncidentRow): z.infer<typeof incidentSummary> => ({
  ...shown,
  service: shown.serviceId,
});

/** `?status=open&status=resolved` and `?status=open,resolved` say the same. */
const several = <T extends z.ZodType>(schema: T) =>
  z
    .preprocess(
      (value) => (value === undefined ? undefined : [value].flat().flatMap((v) => String(v).split(','))),
      z.array(schema).max(10).optional(),
    )
    .optional();

const matchesTag = (ifNoneMatch: string, tag: string): boolean =>
  ifNoneMatch.split(',').some((given) => given.trim() === '*' || given.trim().replace(/^W\//, '') === tag);

export const incidentRoutes = [
  route({
    method: 'get',
    path: '/v1/incidents',
    operationId: 'listIncidents',
    summary: 'Incidents, newest first',
    tag: 'incidents',
    role: 'viewer',
    query: pageQuery.extend({
      status: several(incidentStatus),
      major: several(majorStatus),
      service: z.string().min(1).max(100).optional().meta({ description: 'Id of a service that is affected' }),
    }),
    answers: { 200: { description: 'One page', schema: pageOf(incidentSummary).meta({ id: 'IncidentList' }) } },
    async handle({ ports, query }) {
      const { limit, next, ...filter } = query;
      const page = await listIncidents(ports, filter, { limit, next });
      return answerPage({ ...page, items: page.items.map(summaryOf) }, '/v1/incidents', query);
    },
  }),
  route({
    method: 'post',
    path: '/v1/incidents',
    operationId: 'openIncident',
    summary: 'Opens an incident by hand, or declares a major one',
    description:
      'With `declare` it takes the role manager. A repeated `Idempotency-Key` with the same body finds the same incident.',
    tag: 'incidents',
    role: 'responder',
    conditional: 'create',
    body: openRequest,
    answers: {
      201: { description: 'Opened, now or by the first request with this key', schema: shownIncident },
    },
    async handle({ ports, principal, body, idempotencyKey }) {
      const { state } = await openByHand(ports, principal, body, idempotencyKey);
      const headers = { etag: tagOf(state), location: `/v1/incidents/${state.incidentId}` };
      return { status: 201, body: showIncident(state), headers };
    },
  }),
  route({
    method: 'get',
    path: '/v1/incidents/{incident}',
    operationId: 'readIncident',
    summary: 'One incident as of its latest commit',
    tag: 'incidents',
    role: 'viewer',
    conditional: 'read',
    params: incidentParams,
    answers: {
      200: { description: 'The incident; its seq is the ETag', schema: shownIncident },
      304: { description: 'Unchanged since the ETag of `If-None-Match`' },
    },
    async handle({ ports, params, ifNoneMatch }) {
      const state = await readIncident(ports, params.incident);
      const headers = { etag: tagOf(state) };
      const known = ifNoneMatch !== undefined && matchesTag(ifNoneMatch, headers.etag);
      return known ? { status: 304, headers } : { status: 200, body: showIncident(state), headers };
    },
  }),
];
