import { awaitChangeTask } from '../usecases/incident/process-tasks.ts';
import { taskFunction } from './composition/task.ts';
import { workflowsOf } from './composition/workflows.ts';

/** Keeps the token of a workflow that waits, or answers it at once when what it waits for has happened. */
export const handler = taskFunction(awaitChangeTask, () => ({ workflows: workflowsOf({}) }));
