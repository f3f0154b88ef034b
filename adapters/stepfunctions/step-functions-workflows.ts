import type { EpochMs } from '../../domain/instant/instant.ts';
import type { MachineName, Workflows } from '../../ports/ports.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

/** Step Functions could not start or look at an execution. */
export class WorkflowError extends Error {
  override readonly name = 'WorkflowError';
  readonly code: 'machine-not-given' | 'too-many-generations';

  constructor(code: WorkflowError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export interface StepFunctionsWorkflowsOptions {
  /** Of Step Functions. */
  readonly client: AwsCall;
  /** Not needed by a function that only wakes. */
  readonly machineArns: Readonly<Partial<Record<MachineName, string>>>;
  /** The clock of this process, in epoch milliseconds: by it an execution was started just now, or runs already. */
  readonly now: () => EpochMs;
}

/** Clocks of Step Functions and of this process may differ by so much. */
const SAME_INSTANT_MS = 2_000;

/** Of processes that this instance has seen, so that one that ended before is not looked up from its beginning each time. */
const MOST_REMEMBERED = 10_000;

/** More restarts than this mean that the process fails at once each time. */
const MAXIMUM_GENERATIONS = 500;

/** Nobody waits for this token any more. https://docs.aws.amazon.com/step-functions/latest/apireference/API_SendTaskSuccess.html */
const NOT_WAITED_FOR: ReadonlySet<string> = new Set(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken']);

const nameOf = (error: unknown): string => (error as { name?: string }).name ?? '';

/** `…:stateMachine:<machine>` → `…:execution:<machine>:<name>`. */
const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** The name that the machine itself continues under, too: the first generation is 0. */
export const executionName = (
  machine: MachineName,
  process: { incidentId: string; pagingId?: string },
  generation: number,
): string => `${process.incidentId}-${machine === 'page-responders' ? process.pagingId : machine}-${generation}`;

/**
 * Workflows as Step Functions executions under deterministic names, so that two who start one start it once. What runs is started once more
 * rather than looked at: under the same name and input that answers what runs, and its quota is twenty times that of looking (300 a
 * second against 15 in the large regions, 150 against 10 elsewhere). Only a name that was used is looked at.
 *
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export const stepFunctionsWorkflows = ({ client, machineArns, now }: StepFunctionsWorkflowsOptions): Workflows => {
  const lastGenerations = new Map<string, number>();
  const remember = (process: string, generation: number): void => {
    if (lastGenerations.size >= MOST_REMEMBERED) lastGenerations.clear();
    if (generation > 0) lastGenerations.set(process, generation);
  };
  const isOver = async (arn: string): Promise<boolean> => {
    const asked = { executionArn: arn, includedData: 'METADATA_ONLY' };
    const { status } = await client<{ status?: string }>('DescribeExecution', asked);
    return status !== 'RUNNING' && status !== 'PENDING_REDRIVE';
  };
  return {
    async ensureRunning(machine, process) {
      const machineArn = machineArns[machine];
      if (machineArn === undefined)
        throw new WorkflowError('machine-not-given', `This function was not given the ${machine} machine.`);
      const { incidentId, pagingId } = process;
      const first = executionName(machine, process, 0);
      for (let generation = lastGenerations.get(first) ?? 0; generation < MAXIMUM_GENERATIONS; generation += 1) {
        const name = executionName(machine, process, generation);
        const input = JSON.stringify({ incidentId, ...(pagingId === undefined ? {} : { pagingId }), generation });
        remember(first, generation);
        const asked = now();
        try {
          const { startDate = 0 } = await client<{ startDate?: number }>('StartExecution', {
            stateMachineArn: machineArn,
            name,
            input,
          });
          return startDate * 1000 < asked - SAME_INSTANT_MS ? 'running' : 'started';
        } catch (error) {
          if (nameOf(error) !== 'ExecutionAlreadyExists') throw error;
          // It has ended, or runs with another input, as an earlier version gave it.
          if (!(await isOver(executionArn(machineArn, name)))) return 'running';
        }
      }
      throw new WorkflowError(
        'too-many-generations',
        `The ${machine} process of ${process.incidentId} ended ${MAXIMUM_GENERATIONS} times; look at why its executions fail.`,
      );
    },
    async wake(token, output) {
      try {
        await client('SendTaskSuccess', { taskToken: token, output: JSON.stringify(output ?? {}) });
        return true;
      } catch (error) {
        if (NOT_WAITED_FOR.has(nameOf(error))) return false;
        throw error;
      }
    },
  };
};
