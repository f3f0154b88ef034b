import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { pageNextLevel as pageNext } from '../usecases/incident/run-process.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { task } from './composition/task.ts';
import { readEnvironment } from './environment.ts';

const input = z.object({
  incidentId: z.string(),
  pagingId: z.string(),
  level: z.number().int(),
  round: z.number().int(),
});

/** The page of this level and round was not acknowledged in time. */
export const pageNextLevel = (compose: () => Ports) => task(input, pageNext, compose);

export const handler = pageNextLevel(
  lazily(() => {
    const environment = readEnvironment('page-next-level');
    return composePorts({ ...layFoundation('page-next-level', environment), queues: queuesOf(environment) });
  }),
);
