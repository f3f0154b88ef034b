import * as z from 'zod';
import { readAlert } from '../../usecases/incident/read-incident.ts';
import { route } from '../route.ts';
import { alert } from '../schemas/reach.ts';

const params = z.object({ alert: z.string().regex(/^[\w-]{1,128}$/) });

export const alertRoutes = [
  route({
    method: 'get',
    path: '/v1/alerts/{alert}',
    operationId: 'readAlert',
    summary: 'One alert, and the incident it belongs to',
    tag: 'incidents',
    role: 'viewer',
    params,
    answers: { 200: { description: 'The alert', schema: alert } },
    async handle({ ports, params: asked }) {
      return { status: 200, body: await readAlert(ports, asked.alert) };
    },
  }),
  route({
    method: 'get',
    path: '/alert/detail/{alert}',
    operationId: 'openAlert',
    summary: "Where Opsgenie's clients link to an alert",
    description: 'Zabbix writes such links into its events. Looks nothing up: what is behind it asks for a token.',
    tag: 'links',
    role: 'anybody',
    params,
    answers: { 302: { description: 'To the alert' } },
    async handle({ params: asked }) {
      return { status: 302, headers: { location: `/v1/alerts/${asked.alert}` } };
    },
  }),
];
