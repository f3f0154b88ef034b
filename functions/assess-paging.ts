import { assessPagingTask } from '../usecases/incident/process-tasks.ts';
import { taskFunction } from './composition/task.ts';

/** Where one paging stands. */
export const handler = taskFunction(assessPagingTask);
