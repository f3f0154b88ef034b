import { Branch, BranchCancelled } from './branch.ts';
import type { Clock } from './clock/clock.ts';
import { WorkflowError } from './engine-error.ts';
import type { Runtime } from './execution.ts';
import { type Execution, type ExecutionEnd, type ExecutionStatus, executionArn, type Invoke } from './execution.ts';
import { ExecutionRegister, type Retention } from './execution-register.ts';
import { ExpressionCompiler, type ParseJsonata } from './expression.ts';
import { History, type HistoryEvent } from './history.ts';
import { copyJson, type Json, PAYLOAD_LIMIT_BYTES } from './json.ts';
import type { Machine } from './machine.ts';
import type { AslDefinition, Substitutions } from './placeholders.ts';
import { readMachine } from './read-machine.ts';
import { runWorkflow } from './run-workflow.ts';
import { StateFailure } from './state-failure.ts';
import { TaskTokens } from './task-tokens.ts';

/** A history event with the execution it belongs to. */
export interface WorkflowEvent extends HistoryEvent {
  readonly machine: string;
  readonly executionArn: string;
  readonly executionName: string;
}

export interface WorkflowEngineOptions {
  /** The machines by name, as in `statemachines/`. */
  readonly definitions: Readonly<Record<string, AslDefinition>>;
  /** What stands for `${Name}` in the definitions: function names, machine names, numbers. */
  readonly substitutions?: Substitutions;
  readonly invoke: Invoke;
  readonly clock: Clock;
  /** Unique, unguessable text: for task tokens, and for executions started without a name. */
  readonly newId: () => string;
  /** Told of every history event as it happens. What it throws is ignored. */
  readonly onEvent?: (event: WorkflowEvent) => void;
  /** Numbers in [0, 1), for `$random()` and jitter. Default: Math.random. */
  readonly random?: () => number;
  /** Compiles JSONata: another version of the library, or one that is watched. Default: the library that we ship. */
  readonly parseJsonata?: ParseJsonata;
  /** Default: 1,000 closed executions, 200,000 of their events, 100,000 of their names. */
  readonly retention?: Partial<Retention>;
}

/** What `describeExecution` tells. Instants are milliseconds since the epoch. */
export interface ExecutionDescription {
  readonly executionArn: string;
  readonly machine: string;
  readonly name: string;
  readonly status: ExecutionStatus;
  readonly startedAtMs: number;
  readonly stoppedAtMs?: number;
  readonly input: Json;
  /** Present when it succeeded. */
  readonly output?: Json;
  readonly error?: string;
  readonly cause?: string;
}

export interface WorkflowEngine {
  /**
   * Starts an execution; its first state runs after this has returned. `started` is false when an execution of that
   * name with that input is already running. Throws ExecutionAlreadyExists when the name has another input or its
   * execution has closed, and a WorkflowError: StateMachineDoesNotExist, InvalidName, InvalidExecutionInput,
   * EngineClosed.
   */
  startExecution(request: { readonly machine: string; readonly name?: string; readonly input?: unknown }): {
    readonly executionArn: string;
    readonly started: boolean;
  };
  /** Completes a waiting task. Throws TaskTimedOut, TaskDoesNotExist, InvalidToken, or InvalidOutput (not JSON, > 256 KiB). */
  sendTaskSuccess(token: string, output: unknown): void;
  /** Fails a waiting task. Throws as `sendTaskSuccess`. */
  sendTaskFailure(token: string, error?: string, cause?: string): void;
  /** Puts the heartbeat deadline of a waiting task off. Throws TaskTimedOut, TaskDoesNotExist or InvalidToken. */
  sendTaskHeartbeat(token: string): void;
  /** Ends an execution as ABORTED; does nothing when it has ended. Throws ExecutionDoesNotExist. */
  stopExecution(executionArn: string, reason?: { readonly error?: string; readonly cause?: string }): void;
  /** Throws ExecutionDoesNotExist, also for a closed execution that is no longer kept. */
  describeExecution(executionArn: string): ExecutionDescription;
  /** The executions of a machine, latest start first. Throws StateMachineDoesNotExist. */
  listExecutions(machine: string, status?: ExecutionStatus): ExecutionDescription[];
  /** The events of an execution so far, in order. Throws ExecutionDoesNotExist. */
  history(executionArn: string): readonly HistoryEvent[];
  /** Stops everything without ending the executions: no timer is left, no state runs on, answers are ignored. */
  close(): void;
}

const LONGEST_NAME = 80;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Step Functions forbids control characters in names
const FORBIDDEN_IN_NAMES = /[\s<>{}[\]?*"#%\\^|~`$&,;:/\u0000-\u001f\u007f-\u009f]/;

/**
 * An Amazon States Language interpreter in this process. Executions live in memory only: after a restart they are
 * started again from the stored incident. Throws an AslDefinitionError for the first machine that is not valid.
 */
export function createWorkflowEngine(options: WorkflowEngineOptions): WorkflowEngine {
  const { clock, newId, onEvent, random = Math.random } = options;
  const compiler = new ExpressionCompiler(random, options.parseJsonata);
  const machines = new Map<string, Machine>();
  for (const [name, definition] of Object.entries(options.definitions)) {
    machines.set(name, readMachine(name, definition, options.substitutions ?? {}, compiler));
  }
  const executions = new ExecutionRegister({
    closedExecutions: 1_000,
    closedEvents: 200_000,
    closedNames: 100_000,
    ...options.retention,
  });
  const tokens = new TaskTokens(newId);
  const runtime: Runtime = { clock, tokens, random, invoke: options.invoke, startExecution };
  /** How to stop the timer of each execution whose machine has a TimeoutSeconds. */
  const stopTimeouts = new WeakMap<Execution, () => void>();
  let closed = false;

  function machineNamed(name: string): Machine {
    const machine = machines.get(name);
    if (machine !== undefined) return machine;
    throw new WorkflowError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${name}'`);
  }

  function startExecution(request: Parameters<WorkflowEngine['startExecution']>[0]) {
    if (closed) throw new WorkflowError('EngineClosed', 'The workflow engine is closed');
    const machine = machineNamed(request.machine);
    const name = request.name ?? newId();
    if (name === '' || name.length > LONGEST_NAME || FORBIDDEN_IN_NAMES.test(name)) {
      throw new WorkflowError('InvalidName', `Invalid Name: '${name}'`);
    }
    const input = boundedCopy(request.input ?? {}, 'InvalidExecutionInput');
    const arn = executionArn(machine.name, name);
    if (executions.findForStart(arn, input) !== undefined) return { executionArn: arn, started: false };

    const announce = (event: HistoryEvent): void => {
      try {
        const told: unknown = onEvent?.({ ...event, machine: machine.name, executionArn: arn, executionName: name });
        if (told instanceof Promise) told.catch(() => {});
      } catch {
        // A listener only watches: what it throws must not change what the workflow does.
      }
    };
    const execution: Execution = {
      arn,
      name,
      machine,
      input,
      startedAtMs: clock.now(),
      history: new History(() => clock.now(), announce),
      main: new Branch(),
    };
    executions.add(execution);
    execution.history.record('ExecutionStarted');
    // The caller sees the start answered before any of its effects.
    queueMicrotask(() => void drive(execution));
    return { executionArn: arn, started: true };
  }

  /** Runs an execution to its end. Never rejects. */
  async function drive(execution: Execution): Promise<void> {
    const { machine, main, input } = execution;
    const cancelTimeout =
      machine.timeoutSeconds === undefined || closed || execution.end !== undefined
        ? () => {}
        : clock.setTimer(execution.startedAtMs + machine.timeoutSeconds * 1000, () =>
            finish(execution, { status: 'TIMED_OUT' }),
          );
    stopTimeouts.set(execution, cancelTimeout);
    try {
      const output = await runWorkflow({ runtime, execution }, machine.workflow, main, input);
      finish(execution, { status: 'SUCCEEDED', output });
    } catch (error) {
      if (error instanceof BranchCancelled) return;
      const failure = error instanceof StateFailure ? error : undefined;
      finish(execution, {
        status: 'FAILED',
        error: failure === undefined ? 'States.Runtime' : failure.error,
        cause: failure === undefined ? String(error) : failure.failureCause,
      });
    }
  }
  function finish(execution: Execution, end: ExecutionEnd): void {
    if (execution.end !== undefined || closed) return;
    execution.end = { ...end, atMs: clock.now() };
    stopTimeouts.get(execution)?.();
    // TIMED_OUT names its error in the history only, as on AWS.
    const error = end.status === 'TIMED_OUT' ? 'States.Timeout' : end.error;
    execution.history.close(END_EVENTS[end.status], { error, cause: end.cause });
    execution.main.cancel();
    executions.close(execution);
  }

  return {
    startExecution,
    sendTaskSuccess(token, output) {
      const task = tokens.find(token);
      task.succeed(boundedCopy(output, 'InvalidOutput'));
    },
    sendTaskFailure(token, error = 'States.TaskFailed', cause) {
      tokens.find(token).fail(error, cause);
    },
    sendTaskHeartbeat(token) {
      tokens.find(token).heartbeat();
    },
    stopExecution(arn, reason = {}) {
      finish(executions.get(arn), { status: 'ABORTED', ...reason });
    },
    describeExecution: (arn) => describe(executions.get(arn)),
    listExecutions(machine, status) {
      machineNamed(machine);
      return [...executions.all()]
        .filter((execution) => execution.machine.name === machine && (!status || statusOf(execution) === status))
        .map(describe)
        .sort((a, b) => b.startedAtMs - a.startedAtMs);
    },
    history: (arn) => executions.get(arn).history.events.slice(),
    close() {
      closed = true;
      for (const execution of executions.allRunning()) {
        stopTimeouts.get(execution)?.();
        execution.main.cancel();
      }
    },
  };
}

const END_EVENTS = {
  SUCCEEDED: 'ExecutionSucceeded',
  FAILED: 'ExecutionFailed',
  TIMED_OUT: 'ExecutionTimedOut',
  ABORTED: 'ExecutionAborted',
} as const;

function statusOf(execution: Execution): ExecutionStatus {
  return execution.end?.status ?? 'RUNNING';
}

function describe(execution: Execution): ExecutionDescription {
  const { arn, name, machine, startedAtMs, input, end } = execution;
  return {
    executionArn: arn,
    machine: machine.name,
    name,
    status: statusOf(execution),
    startedAtMs,
    input: copyJson(input).value,
    ...(end !== undefined && { stoppedAtMs: end.atMs }),
    ...(end?.status === 'SUCCEEDED' && { output: copyJson(end.output).value }),
    ...(end?.error !== undefined && { error: end.error }),
    ...(end?.cause !== undefined && { cause: end.cause }),
  };
}

function boundedCopy(value: unknown, code: 'InvalidExecutionInput' | 'InvalidOutput'): Json {
  let copy: ReturnType<typeof copyJson>;
  try {
    copy = copyJson(value);
  } catch (error) {
    throw new WorkflowError(code, `Not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (copy.bytes > PAYLOAD_LIMIT_BYTES) throw new WorkflowError(code, `Larger than ${PAYLOAD_LIMIT_BYTES} bytes`);
  return copy.value;
}
