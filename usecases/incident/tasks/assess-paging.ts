import * as z from 'zod/mini';
import { assessPaging } from '../run-process.ts';
import { task, text } from './task.ts';

export const assessPagingTask = task(
  'assess-paging',
  z.object({ incidentId: text, pagingId: text }),
  (ports, { incidentId, pagingId }) => assessPaging(ports, incidentId, pagingId),
);
