import { assessIncidentTask } from '../usecases/incident/process-tasks.ts';
import { taskFunction } from './composition/task.ts';

/** Where the major-incident process of an incident stands. */
export const handler = taskFunction(assessIncidentTask);
