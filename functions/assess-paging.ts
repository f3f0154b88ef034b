import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { assessPaging as assess } from '../usecases/incident/run-process.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { task } from './composition/task.ts';
import { readEnvironment } from './environment.ts';

const input = z.object({ incidentId: z.string(), pagingId: z.string() });

/** Where one paging stands. */
export const assessPaging = (compose: () => Ports) =>
  task(input, (ports, { incidentId, pagingId }) => assess(ports, incidentId, pagingId), compose);

export const handler = assessPaging(
  lazily(() => composePorts(layFoundation('assess-paging', readEnvironment('assess-paging')))),
);
