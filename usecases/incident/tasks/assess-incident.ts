import * as z from 'zod/mini';
import { advanceIncident } from '../run-process.ts';
import { task, text } from './task.ts';

export const assessIncidentTask = task('assess-incident', z.object({ incidentId: text }), (ports, { incidentId }) =>
  advanceIncident(ports, incidentId),
);
