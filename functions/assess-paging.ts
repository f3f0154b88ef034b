import { assessPagingTask } from '../usecases/incident/tasks/assess-paging.ts';
import { taskHandler } from './middlewares/task-handler.ts';

/** Where one paging stands. */
export const handler = taskHandler(assessPagingTask);
