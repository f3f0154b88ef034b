import * as z from 'zod';
import { listProjections, makeAnew } from '../../usecases/projections/rebuild.ts';
import { route } from '../route.ts';

const projection = z
  .strictObject({
    name: z.string(),
    version: z.number().int(),
    state: z.enum(['current', 'rebuilding']),
    rows: z.number().int().meta({ description: 'Streams that the last rebuild has come to' }),
    startedAt: z.iso.datetime().optional(),
    finishedAt: z.iso.datetime().optional(),
  })
  .meta({ id: 'Projection' });

export const projectionRoutes = [
  route({
    method: 'get',
    path: '/v1/projections',
    operationId: 'listProjections',
    summary: 'What readers see, and whether it is being made anew',
    description:
      'A projection whose version has changed is rebuilt by itself; every row is served correctly meanwhile.',
    tag: 'operations',
    role: 'responder',
    answers: {
      200: {
        description: 'All of them',
        schema: z.strictObject({ items: z.array(projection) }).meta({ id: 'ProjectionList' }),
      },
    },
    async handle({ ports }) {
      return { status: 200, body: { items: await listProjections(ports) } };
    },
  }),
  route({
    method: 'post',
    path: '/v1/projections/{name}/rebuild',
    operationId: 'rebuildProjection',
    summary: 'Makes every row of a projection anew from the commits',
    description: 'For rows that somebody doubts. It begins within a minute and goes on in slices.',
    tag: 'operations',
    role: 'admin',
    params: z.object({ name: z.string().regex(/^[a-z-]{1,100}$/) }),
    answers: { 202: { description: 'It will be rebuilt', schema: projection } },
    async handle({ ports, params }) {
      return { status: 202, body: await makeAnew(ports, params.name) };
    },
  }),
];
