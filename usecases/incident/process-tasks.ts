import * as z from 'zod/mini';
import type { Ports } from '../../ports/ports.ts';
import { advanceIncident, assessPaging, awaitChange, pageNextLevel } from './run-process.ts';

/** The workflow asked in a way that this task does not know: the machine and the code are of different versions. */
export class TaskInputError extends Error {
  override readonly name = 'TaskInputError';
  readonly code = 'task-input-invalid';
}

/** What a workflow can ask for: the function that it names, what it passes, and the use case. */
export interface ProcessTask<Name extends string = string, Result = unknown> {
  readonly name: Name;
  /**
   * Checks what the machine passes, then runs the use case. What this throws, the machine retries.
   *
   * @throws TaskInputError naming what is missing or malformed
   */
  readonly run: (ports: Ports, input: unknown) => Promise<Result>;
}

const task = <const Name extends string, Input, Result>(
  name: Name,
  input: z.ZodMiniType<Input>,
  work: (ports: Ports, input: Input) => Promise<Result>,
): ProcessTask<Name, Result> => ({
  name,
  run: async (ports, given) => {
    const parsed = input.safeParse(given);
    if (parsed.success) return work(ports, parsed.data);
    const wrong = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw new TaskInputError(`The task ${name} was not given what it needs: ${wrong}.`);
  },
});

const text = z.string().check(z.minLength(1));
const whole = z.int();

export const assessIncidentTask = task('assess-incident', z.object({ incidentId: text }), (ports, { incidentId }) =>
  advanceIncident(ports, incidentId),
);

export const assessPagingTask = task(
  'assess-paging',
  z.object({ incidentId: text, pagingId: text }),
  (ports, { incidentId, pagingId }) => assessPaging(ports, incidentId, pagingId),
);

export const pageNextLevelTask = task(
  'page-next-level',
  z.object({ incidentId: text, pagingId: text, level: whole, round: whole }),
  pageNextLevel,
);

export const awaitChangeTask = task(
  'await-change',
  z.object({ incidentId: text, waiter: text, token: text, seenSeq: whole.check(z.gte(0)) }),
  awaitChange,
);

/** Every task of the machines in `statemachines/`: a function each on AWS, all of them in the embedded process. */
export const PROCESS_TASKS = [assessIncidentTask, assessPagingTask, pageNextLevelTask, awaitChangeTask] as const;

export type ProcessTaskName = (typeof PROCESS_TASKS)[number]['name'];
