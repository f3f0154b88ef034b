import type { Ports } from '../../ports/ports.ts';
import type { ProcessTask, ProcessTaskName } from '../../usecases/incident/process-tasks.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { composePorts } from './compose-ports.ts';
import { layFoundation } from './foundation.ts';
import { lazily } from './lazily.ts';

/** A task of a workflow: what the machine passes is checked by the task itself, and what it throws, the machine retries. */
export const taskOf =
  <Result>({ run }: ProcessTask<string, Result>, compose: () => Ports) =>
  (event: unknown): Promise<Result> =>
    run(compose(), event);

/** @param also what the task uses beyond the table */
export const taskFunction = <Name extends ProcessTaskName>(
  task: ProcessTask<Name>,
  also: (environment: Environment<Name>) => Partial<Ports> = () => ({}),
) =>
  taskOf(
    task,
    lazily(() => {
      const environment = readEnvironment(task.name);
      return composePorts({ ...layFoundation(task.name, environment), ...also(environment) });
    }),
  );
