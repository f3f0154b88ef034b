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
}

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

/** Workflows as Step Functions executions under deterministic names, so that two who start one start it once. */
export const stepFunctionsWorkflows = ({ client, machineArns }: StepFunctionsWorkflowsOptions): Workflows => {
  const statusOf = async (arn: string): Promise<string | undefined> => {
    try {
      const asked = { executionArn: arn, includedData: 'METADATA_ONLY' };
      return (await client<{ status?: string }>('DescribeExecution', asked)).status;
    } catch (error) {
      if (nameOf(error) === 'ExecutionDoesNotExist') return undefined;
      throw error;
    }
  };
  return {
    async ensureRunning(machine, process) {
      const machineArn = machineArns[machine];
      if (machineArn === undefined)
        throw new WorkflowError('machine-not-given', `This function was not given the ${machine} machine.`);
      for (let generation = 0; generation < MAXIMUM_GENERATIONS; generation += 1) {
        const name = executionName(machine, process, generation);
        const status = await statusOf(executionArn(machineArn, name));
        if (status === 'RUNNING' || status === 'PENDING_REDRIVE') return 'running';
        if (status !== undefined) continue;
        const { incidentId, pagingId } = process;
        const input = JSON.stringify({ incidentId, ...(pagingId === undefined ? {} : { pagingId }), generation });
        try {
          await client('StartExecution', { stateMachineArn: machineArn, name, input });
          return 'started';
        } catch (error) {
          // Somebody else started it between the two calls.
          if (nameOf(error) === 'ExecutionAlreadyExists') return 'running';
          throw error;
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
