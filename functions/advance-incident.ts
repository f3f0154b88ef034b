import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { advanceIncident as advance, PROCESS_STEPS } from '../usecases/incident/run-process.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { queuesOf } from './composition/queues.ts';
import { task } from './composition/task.ts';
import { readEnvironment } from './environment.ts';

const input = z.object({ incidentId: z.string(), step: z.enum(PROCESS_STEPS) });

/** Moves an incident by one step of the major-incident process. */
export const advanceIncident = (compose: () => Ports) =>
  task(input, (ports, { incidentId, step }) => advance(ports, incidentId, step), compose);

export const handler = advanceIncident(
  lazily(() => {
    const environment = readEnvironment('advance-incident');
    return composePorts({ ...layFoundation('advance-incident', environment), queues: queuesOf(environment) });
  }),
);
