import * as z from 'zod';
import { PROBLEMS, type ProblemCode } from '../../domain/failure/problem.ts';

/** RFC 9457. */
export const problemDetails = z
  .looseObject({
    type: z.string().meta({ example: 'urn:muster:problem:illegal-transition' }),
    title: z.string(),
    status: z.number().int(),
    code: z.enum(Object.keys(PROBLEMS) as [ProblemCode, ...ProblemCode[]]),
    detail: z.string().optional().meta({ description: 'What was wrong this time, and what to do' }),
    errors: z
      .array(z.strictObject({ path: z.string(), reason: z.string() }))
      .optional()
      .meta({ description: 'Where a schema was not kept' }),
  })
  .meta({ id: 'Problem' });
