import * as z from 'zod/mini';
import { awaitChange } from '../run-process.ts';
import { task, text } from './task.ts';

export const awaitChangeTask = task(
  'await-change',
  z.object({ incidentId: text, waiter: text, token: text, seenSeq: z.int().check(z.gte(0)) }),
  awaitChange,
);
