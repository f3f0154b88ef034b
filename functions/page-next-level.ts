import { pageNextLevelTask } from '../usecases/incident/tasks/page-next-level.ts';
import { queuesOf } from './composition/queues.ts';
import { taskHandler } from './middlewares/task-handler.ts';

/** The page of this level and round was not acknowledged in time. */
export const handler = taskHandler(pageNextLevelTask, (environment) => ({ queues: queuesOf(environment) }));
