import * as z from 'zod';
import { checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import { problem } from '../../domain/failure/problem.ts';
import { answerProblem } from '../failures.ts';
import { route } from '../route.ts';
import { limit, pageOf } from '../schemas/paging-through.ts';

const checkpoints = pageOf(checkpoint)
  .extend({
    known: z
      .number()
      .int()
      .meta({ description: 'The number of the last one that the store knows; 0 before the first' }),
    key: z
      .string()
      .meta({ description: 'The public key (Ed25519) of the master key of this installation, in hexadecimal digits' }),
  })
  .meta({ id: 'CheckpointList' });

export const checkpointRoutes = [
  route({
    method: 'get',
    path: '/v1/checkpoints',
    operationId: 'listCheckpoints',
    summary: 'The signed heads of all streams, as they were kept outside of the store, the oldest first',
    description:
      'Whoever has them, and the commits, proves without any secret that nothing was lost or made anew: `muster verify --all` does.',
    tag: 'operations',
    role: 'viewer',
    query: z.strictObject({
      limit,
      next: z
        .string()
        .regex(/^\d{1,15}$/)
        .optional()
        .meta({ description: 'The value of `next` of the page before' }),
    }),
    answers: { 200: { description: 'One page', schema: checkpoints } },
    async handle({ extras, query }) {
      if (!extras.checkpoints)
        return answerProblem(
          problem(
            'not-served-here',
            'This deployment keeps no checkpoints; docs/checkpoints.md says how to turn them on.',
          ),
        );
      const { known, place, publicKey } = extras.checkpoints;
      const items = await place.after(Number(query.next ?? 0), query.limit);
      const last = items.length < query.limit ? undefined : items.at(-1);
      return {
        status: 200,
        body: { items, ...(last && { next: String(last.number) }), known: await known(), key: await publicKey() },
      };
    },
  }),
];
