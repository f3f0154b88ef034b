import * as z from 'zod/mini';
import type { Ports } from '../../../ports/ports.ts';

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

/** @param input what the machine has to pass */
export const task = <const Name extends string, Input, Result>(
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

/** An id, a name, a token. */
export const text = z.string().check(z.minLength(1));
