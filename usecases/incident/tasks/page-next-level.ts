import * as z from 'zod/mini';
import { pageNextLevel } from '../run-process.ts';
import { task, text } from './task.ts';

export const pageNextLevelTask = task(
  'page-next-level',
  z.object({ incidentId: text, pagingId: text, level: z.int(), round: z.int() }),
  pageNextLevel,
);
