import type * as z from 'zod';
import type { Ports } from '../../ports/ports.ts';

/** The workflow asked in a way that this task does not know: the machine and the code are of different versions. */
export class TaskInputError extends Error {
  override readonly name = 'TaskInputError';
  readonly code = 'task-input-invalid';
}

/** A task of a workflow: what the machine passes, checked, and one use case. What it throws, the machine retries. */
export const task =
  <Input, Output>(
    input: z.ZodType<Input>,
    work: (ports: Ports, input: Input) => Promise<Output>,
    compose: () => Ports,
  ) =>
  async (event: unknown): Promise<Output> => {
    const parsed = input.safeParse(event);
    if (!parsed.success) {
      throw new TaskInputError(
        `The task was not given what it needs: ${parsed.error.issues.map((i) => i.path.join('.')).join(', ')}.`,
      );
    }
    return work(compose(), parsed.data);
  };
