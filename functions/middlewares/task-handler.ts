import middy from '@middy/core';
import type { Ports } from '../../ports/ports.ts';
import type { ProcessTaskName } from '../../usecases/incident/tasks/index.ts';
import type { ProcessTask } from '../../usecases/incident/tasks/task.ts';
import { composePorts } from '../composition/compose-ports.ts';
import { layTaskFoundation } from '../composition/foundation.ts';
import { lazily } from '../composition/lazily.ts';
import { type Environment, readEnvironment } from '../environment.ts';
import { observed } from './observed.ts';

/** A task of a workflow: what the machine passes is checked by the task itself, and what it throws, the machine retries. */
export const taskOf = <Result>({ name, run }: ProcessTask<string, Result>, compose: () => Ports) =>
  middy()
    .use(observed(`the task ${name}`, () => compose().observer))
    .handler((event: unknown) => run(compose(), event)) as unknown as (event: unknown) => Promise<Result>;

/** @param also what the task uses beyond the table */
export const taskHandler = <Name extends ProcessTaskName>(
  task: ProcessTask<Name>,
  also: (environment: Environment<Name>) => Partial<Ports> = () => ({}),
) =>
  taskOf(
    task,
    lazily(() => {
      const environment = readEnvironment(task.name);
      return composePorts({ ...layTaskFoundation(task.name, environment), ...also(environment) });
    }),
  );
