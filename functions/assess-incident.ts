import { assessIncidentTask } from '../usecases/incident/tasks/assess-incident.ts';
import { queuesOf } from './composition/queues.ts';
import { taskHandler } from './middlewares/task-handler.ts';

/** Does all that is due in the major-incident process of an incident, and says what it waits for then. */
export const handler = taskHandler(assessIncidentTask, (environment) => ({ queues: queuesOf(environment) }));
