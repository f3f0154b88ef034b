import { Construct } from 'constructs';
import { placeholderOf } from '../asl/placeholders.ts';
import type { FunctionName } from '../functions/environment.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type FunctionEntry, functionsOf, tasksOf, type Usable } from './function-table.ts';
import { MusterFunction } from './muster-function.ts';
import { Processes } from './processes.ts';

export interface MusterFunctionsProps extends Usable {
  readonly settings: DeploymentSettings;
}

/** By the names of their entry points. */
type Named<Name extends FunctionName> = { readonly [Each in Name]: MusterFunction<Each> };

type Sometimes = 'receive-mail' | 'keep-checkpoint' | 'compare-heads';

/** Every function of Muster, as the table has them, and the processes that call some of them. */
export class MusterFunctions extends Construct {
  readonly processes: Processes;
  /** What receives mail is there only where mail is received, what keeps checkpoints where they are kept. */
  readonly named: Named<Exclude<FunctionName, Sometimes>> & Partial<Named<Sometimes>>;

  constructor(scope: Construct, id: string, { settings, ...usable }: MusterFunctionsProps) {
    super(scope, id);
    const tasks = this.#make(settings, tasksOf(usable));
    this.processes = new Processes(this, 'Processes', { settings, tasks });
    this.named = { ...tasks, ...this.#make(settings, functionsOf(usable, this.processes)) };
  }

  get all(): readonly MusterFunction[] {
    return Object.values(this.named);
  }

  #make<Name extends FunctionName>(settings: DeploymentSettings, table: readonly FunctionEntry<Name>[]): Named<Name> {
    const made = table.map((entry) => [
      entry.name,
      new MusterFunction(this, placeholderOf(entry.name), { ...entry, settings }),
    ]);
    return Object.fromEntries(made) as Named<Name>;
  }
}
