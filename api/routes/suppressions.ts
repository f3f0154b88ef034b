import * as z from 'zod';
import type { SuppressionForm } from '../../domain/suppression/state.ts';
import type { Ports } from '../../ports/ports.ts';
import {
  cancelSuppression,
  changeSuppression,
  makeSuppression,
} from '../../usecases/suppressions/change-suppression.ts';
import { listSuppressions, readSuppression, windowsOfFiles } from '../../usecases/suppressions/read-suppressions.ts';
import { readSuppressionTimeline } from '../../usecases/suppressions/read-timeline.ts';
import {
  changeMaintenance,
  changeSilence,
  makeMaintenance,
  makeSilence,
  type SuppressionRequest,
} from '../../usecases/suppressions/requests.ts';
import { metadataOf } from '../metadata-of.ts';
import { type Answer, type Route, route } from '../route.ts';
import { answerPage, pageOf, pageQuery } from '../schemas/paging-through.ts';
import { shownSuppression, suppressionTimeline, windowOfFiles } from '../schemas/suppression.ts';

interface Resource {
  readonly form: SuppressionForm;
  readonly path: string;
  readonly operation: string;
  readonly plural: string;
  readonly one: string;
  readonly make: z.ZodType<SuppressionRequest & { reason: string }>;
  readonly change: z.ZodType<SuppressionRequest>;
}

const RESOURCES: readonly Resource[] = [
  {
    form: 'silence',
    path: '/v1/silences',
    operation: 'Silence',
    plural: 'silences',
    one: 'a silence',
    make: makeSilence,
    change: changeSilence,
  },
  {
    form: 'maintenance',
    path: '/v1/maintenance-windows',
    operation: 'MaintenanceWindow',
    plural: 'maintenance windows',
    one: 'a maintenance window',
    make: makeMaintenance,
    change: changeMaintenance,
  },
];

const params = z.object({ id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/) });

const routesOf = ({ form, path, operation, plural, one, make, change }: Resource): Route[] => {
  const answers = { 200: { description: 'As it is now', schema: shownSuppression } };
  const shown = async (ports: Ports, id: string, status = 200): Promise<Answer> => {
    const found = await readSuppression(ports, form, id);
    return { status, body: found, headers: { etag: `"${found.seq}"` } };
  };
  return [
    route({
      method: 'get',
      path,
      operationId: `list${operation}s`,
      summary: `The ${plural} that people made`,
      description: 'By id, those that have ended included. A page may be short, or empty, and still have a "next".',
      tag: 'suppressions',
      role: 'viewer',
      query: pageQuery,
      answers: { 200: { description: 'One page', schema: pageOf(shownSuppression).meta({ id: `${operation}List` }) } },
      async handle({ ports, query }) {
        return answerPage(await listSuppressions(ports, form, query), path, query);
      },
    }),
    route({
      method: 'post',
      path,
      operationId: `make${operation}`,
      summary: `Make ${one}`,
      tag: 'suppressions',
      role: 'responder',
      conditional: 'create',
      body: make,
      answers: {
        201: { description: 'In force here at once, and everywhere within a second', schema: shownSuppression },
      },
      async handle({ ports, principal, body, idempotencyKey }) {
        const { id } = await makeSuppression(ports, form, body, metadataOf(ports, principal, idempotencyKey));
        return shown(ports, id, 201);
      },
    }),
    route({
      method: 'get',
      path: `${path}/{id}`,
      operationId: `read${operation}`,
      summary: `One of the ${plural}`,
      tag: 'suppressions',
      role: 'viewer',
      params,
      answers,
      async handle({ ports, params: { id } }) {
        return shown(ports, id);
      },
    }),
    route({
      method: 'get',
      path: `${path}/{id}/timeline`,
      operationId: `read${operation}Timeline`,
      summary: `What became of ${one}`,
      description: 'Made, changed, begun, ended, and which alerts still fired then; the oldest first.',
      tag: 'suppressions',
      role: 'viewer',
      params,
      answers: { 200: { description: 'All of it', schema: suppressionTimeline } },
      async handle({ ports, params: { id } }) {
        return { status: 200, body: { items: await readSuppressionTimeline(ports, form, id) } };
      },
    }),
    route({
      method: 'post',
      path: `${path}/{id}/change`,
      operationId: `change${operation}`,
      summary: `Change ${one}`,
      description: 'What is given replaces what was: the reason, the scope as a whole, the times as a whole.',
      tag: 'suppressions',
      role: 'responder',
      conditional: 'write',
      params,
      body: change,
      answers,
      async handle({ ports, principal, params: { id }, body, expectedSeq, idempotencyKey }) {
        await changeSuppression(ports, form, id, body, metadataOf(ports, principal, idempotencyKey), expectedSeq);
        return shown(ports, id);
      },
    }),
    route({
      method: 'post',
      path: `${path}/{id}/cancel`,
      operationId: `cancel${operation}`,
      summary: `End ${one} now`,
      description: 'What still fires in its scope is acted upon within seconds.',
      tag: 'suppressions',
      role: 'responder',
      conditional: 'write',
      params,
      answers,
      async handle({ ports, principal, params: { id }, expectedSeq, idempotencyKey }) {
        await cancelSuppression(ports, form, id, metadataOf(ports, principal, idempotencyKey), expectedSeq);
        return shown(ports, id);
      },
    }),
  ];
};

export const suppressionRoutes: readonly Route[] = [
  ...RESOURCES.flatMap(routesOf),
  route({
    method: 'get',
    path: '/v1/configuration/maintenance-windows',
    operationId: 'listMaintenanceWindowsOfFiles',
    summary: 'The maintenance windows of the configuration',
    tag: 'suppressions',
    role: 'viewer',
    answers: {
      200: { description: 'All of them', schema: pageOf(windowOfFiles).meta({ id: 'MaintenanceWindowOfFilesList' }) },
    },
    async handle({ ports }) {
      return { status: 200, body: { items: await windowsOfFiles(ports) } };
    },
  }),
];
