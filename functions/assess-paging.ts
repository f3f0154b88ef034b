import { assessPagingTask } from '../usecases/incident/process-tasks.ts';
import { taskHandler } from './middlewares/task-handler.ts';

/** Where one paging stands. */
export const handler = taskHandler(assessPagingTask);
