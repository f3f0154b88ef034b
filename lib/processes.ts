import { join } from 'node:path';
import { Construct } from 'constructs';
import { AslWorkflow } from './asl-workflow.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';

export interface ProcessesProps {
  readonly settings: DeploymentSettings;
  readonly assessIncident: MusterFunction<'assess-incident'>;
  readonly advanceIncident: MusterFunction<'advance-incident'>;
  readonly assessPaging: MusterFunction<'assess-paging'>;
  readonly pageNextLevel: MusterFunction<'page-next-level'>;
  readonly awaitChange: MusterFunction<'await-change'>;
}

/** A turn is about 20 history events, and an execution may have 25,000. */
const MAXIMUM_TURNS = 500;

const definition = (name: string): string => join(import.meta.dirname, '..', 'statemachines', `${name}.asl.json`);

/** The two processes of an incident, as state machines. */
export class Processes extends Construct {
  readonly majorIncident: AslWorkflow;
  readonly pageResponders: AslWorkflow;

  constructor(scope: Construct, id: string, props: ProcessesProps) {
    super(scope, id);
    const { settings, awaitChange } = props;
    this.majorIncident = new AslWorkflow(this, 'MajorIncident', {
      definitionFile: definition('major-incident'),
      functions: {
        AssessIncident: props.assessIncident,
        AdvanceIncident: props.advanceIncident,
        AwaitChange: awaitChange,
      },
      numbers: { MaximumTurns: MAXIMUM_TURNS },
      errorImpact:
        'A major incident has no clock: an undecided candidate, a recovery or a review waits until the reconciler restarts it.',
      settings,
    });
    this.pageResponders = new AslWorkflow(this, 'PageResponders', {
      definitionFile: definition('page-responders'),
      functions: { AssessPaging: props.assessPaging, PageNextLevel: props.pageNextLevel, AwaitChange: awaitChange },
      numbers: { MaximumTurns: MAXIMUM_TURNS },
      errorImpact:
        'An unacknowledged page does not move on to the next person until the reconciler restarts the paging.',
      settings,
    });
    for (const workflow of [this.majorIncident, this.pageResponders]) workflow.answeredBy(awaitChange);
  }

  /** Lets a function keep both processes running. */
  keptRunningBy(...functions: readonly MusterFunction[]): void {
    for (const fn of functions) {
      this.majorIncident.startedBy(fn);
      this.pageResponders.startedBy(fn);
    }
  }

  /** Lets a function wake what waits. */
  wokenBy(fn: MusterFunction): void {
    this.majorIncident.answeredBy(fn);
    this.pageResponders.answeredBy(fn);
  }
}
