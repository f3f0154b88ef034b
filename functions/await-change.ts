import { awaitChangeTask } from '../usecases/incident/tasks/await-change.ts';
import { workflowsOf } from './composition/workflows.ts';
import { taskHandler } from './middlewares/task-handler.ts';

/** Keeps the token of a workflow that waits, or answers it at once when what it waits for has happened. */
export const handler = taskHandler(awaitChangeTask, () => ({ workflows: workflowsOf({}) }));
