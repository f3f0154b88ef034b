import { pageNextLevelTask } from '../usecases/incident/process-tasks.ts';
import { queuesOf } from './composition/queues.ts';
import { taskFunction } from './composition/task.ts';

/** The page of this level and round was not acknowledged in time. */
export const handler = taskFunction(pageNextLevelTask, (environment) => ({ queues: queuesOf(environment) }));
