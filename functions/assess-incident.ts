import { assessIncidentTask } from '../usecases/incident/process-tasks.ts';
import { taskFunction } from './composition/task.ts';

/** Does all that is due in the major-incident process of an incident, and says what it waits for then. */
export const handler = taskFunction(assessIncidentTask);
