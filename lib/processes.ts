import { join } from 'node:path';
import { Construct } from 'constructs';
import { placeholderOf } from '../asl/placeholders.ts';
import { MAXIMUM_TURNS } from '../statemachines/limits.ts';
import { AslWorkflow } from './asl-workflow.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import type { Use } from './use.ts';

/** Which functions each machine's file names. */
const ASKS = {
  'major-incident': ['assess-incident', 'await-change'],
  'page-responders': ['assess-paging', 'page-next-level', 'await-change'],
} as const;

export type TaskName = (typeof ASKS)[keyof typeof ASKS][number];

export interface ProcessesProps {
  readonly settings: DeploymentSettings;
  readonly tasks: { readonly [Name in TaskName]: MusterFunction<Name> };
}

/** The two processes of an incident, as state machines. */
export class Processes extends Construct {
  readonly majorIncident: AslWorkflow;
  readonly pageResponders: AslWorkflow;

  constructor(scope: Construct, id: string, { settings, tasks }: ProcessesProps) {
    super(scope, id);
    const process = (name: keyof typeof ASKS, errorImpact: string): AslWorkflow =>
      new AslWorkflow(this, placeholderOf(name), {
        definitionFile: join(import.meta.dirname, '..', 'statemachines', `${name}.asl.json`),
        functions: Object.fromEntries(ASKS[name].map((task) => [placeholderOf(task), tasks[task]])),
        numbers: { MaximumTurns: MAXIMUM_TURNS },
        errorImpact,
        settings,
      });
    this.majorIncident = process(
      'major-incident',
      'A major incident has no clock: an undecided candidate, a recovery or a review waits until the reconciler restarts it.',
    );
    this.pageResponders = process(
      'page-responders',
      'An unacknowledged page does not move on to the next person until the reconciler restarts the paging.',
    );
  }

  /** Executions started, and looked at to see whether they run. */
  get started(): Use<{ MAJOR_INCIDENT_MACHINE_ARN: string; PAGE_RESPONDERS_MACHINE_ARN: string }> {
    return {
      variables: {
        MAJOR_INCIDENT_MACHINE_ARN: this.majorIncident.arn,
        PAGE_RESPONDERS_MACHINE_ARN: this.pageResponders.arn,
      },
      allow: (fn) => {
        this.majorIncident.startedBy(fn);
        this.pageResponders.startedBy(fn);
      },
    };
  }

  /** What waits, woken: a token says by itself where its machine is. */
  get woken(): Use {
    return {
      variables: {},
      allow: (fn) => {
        this.majorIncident.answeredBy(fn);
        this.pageResponders.answeredBy(fn);
      },
    };
  }
}
