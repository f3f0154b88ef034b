import { assessIncidentTask } from './assess-incident.ts';
import { assessPagingTask } from './assess-paging.ts';
import { awaitChangeTask } from './await-change.ts';
import { pageNextLevelTask } from './page-next-level.ts';

/**
 * Every task of the machines in `statemachines/`: a function each on AWS, all of them in the embedded process. Each has a file: the
 * function that pages the next level must not carry what the others do.
 */
export const PROCESS_TASKS = [assessIncidentTask, assessPagingTask, pageNextLevelTask, awaitChangeTask] as const;

export type ProcessTaskName = (typeof PROCESS_TASKS)[number]['name'];
