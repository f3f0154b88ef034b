import { advanceIncidentTask } from '../usecases/incident/process-tasks.ts';
import { queuesOf } from './composition/queues.ts';
import { taskFunction } from './composition/task.ts';

/** Moves an incident by one step of the major-incident process. */
export const handler = taskFunction(advanceIncidentTask, (environment) => ({ queues: queuesOf(environment) }));
