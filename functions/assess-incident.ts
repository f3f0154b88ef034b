import * as z from 'zod';
import type { Ports } from '../ports/ports.ts';
import { assessIncident as assess } from '../usecases/incident/run-process.ts';
import { composePorts } from './composition/compose-ports.ts';
import { layFoundation } from './composition/foundation.ts';
import { lazily } from './composition/lazily.ts';
import { task } from './composition/task.ts';
import { readEnvironment } from './environment.ts';

const input = z.object({ incidentId: z.string() });

/** Where the major-incident process of an incident stands. */
export const assessIncident = (compose: () => Ports) =>
  task(input, (ports, { incidentId }) => assess(ports, incidentId), compose);

export const handler = assessIncident(
  lazily(() => composePorts(layFoundation('assess-incident', readEnvironment('assess-incident')))),
);
