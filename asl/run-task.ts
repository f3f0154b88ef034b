import { WorkflowError } from './engine-error.ts';
import { copyJson, isObject, PAYLOAD_LIMIT_BYTES } from './json.ts';
import type { TaskState } from './machine.ts';
import { LONGEST_SECONDS } from './read-state.ts';
import { dataLimitExceeded, queryEvaluationError, runtimeError, StateFailure } from './state-failure.ts';
import type { StateScope } from './state-scope.ts';

/** One attempt at a Task state. Returns `$states.result`; throws a StateFailure. */
export async function runTask(state: TaskState, scope: StateScope): Promise<unknown> {
  const { runtime, execution } = scope.run;
  const token = state.resource === 'lambda:invoke.waitForTaskToken' ? runtime.tokens.newToken() : undefined;
  const args = await evaluateArguments(state, scope, token);
  const timeoutSeconds = await scope.evaluateInteger(state.timeoutSeconds, 'TimeoutSeconds', 1, LONGEST_SECONDS);
  const heartbeatSeconds =
    state.heartbeatSeconds &&
    (await scope.evaluateInteger(state.heartbeatSeconds, 'HeartbeatSeconds', 1, LONGEST_SECONDS));
  scope.branch.throwIfCancelled();
  execution.history.record('TaskScheduled', { state: state.name });
  execution.history.record('TaskStarted', { state: state.name });
  try {
    const result =
      state.resource === 'states:startExecution'
        ? startExecution(args, scope)
        : await invokeFunction(args, scope, { token, timeoutSeconds, heartbeatSeconds });
    scope.branch.throwIfCancelled();
    execution.history.record('TaskSucceeded', { state: state.name });
    return result;
  } catch (error) {
    if (error instanceof StateFailure && error.error !== 'States.Runtime') {
      const type = error.error === 'States.Timeout' ? 'TaskTimedOut' : 'TaskFailed';
      execution.history.record(type, { state: state.name, error: error.error, cause: error.failureCause });
    }
    throw error;
  }
}

async function evaluateArguments(state: TaskState, scope: StateScope, taskToken: string | undefined) {
  const args = await scope.evaluate(state.arguments, { taskToken });
  if (!isObject(args)) throw queryEvaluationError("The field 'Arguments' must be an object.");
  return args;
}

interface Limits {
  readonly token: string | undefined;
  readonly timeoutSeconds: number;
  readonly heartbeatSeconds: number | undefined;
}

/** Invokes the function and waits: for its answer, or for the signal of the token's holder when there is a token. */
function invokeFunction(args: Record<string, unknown>, scope: StateScope, limits: Limits): Promise<unknown> {
  const { runtime, execution } = scope.run;
  const { token, timeoutSeconds, heartbeatSeconds } = limits;
  const functionName = args.FunctionName;
  if (typeof functionName !== 'string') throw runtimeError("'FunctionName' must be a string in 'Arguments'.");
  const payload = copyJson(args.Payload ?? {});
  if (payload.bytes > PAYLOAD_LIMIT_BYTES) throw dataLimitExceeded(`The payload for the task '${scope.state}'`);
  const context = {
    executionArn: execution.arn,
    executionName: execution.name,
    machine: execution.machine.name,
    state: scope.state,
    retryCount: scope.retryCount,
    ...(token !== undefined && { taskToken: token }),
  };

  return scope.branch.suspend<unknown>((resumption) => {
    const startedAtMs = runtime.clock.now();
    const timedOut = (alias?: string) => resumption.reject(new StateFailure('States.Timeout', undefined, { alias }));
    const cancelTimeout = runtime.clock.setTimer(startedAtMs + timeoutSeconds * 1000, () => timedOut());
    let cancelHeartbeat = () => {};
    let waiting = true;

    if (token !== undefined) {
      const expectHeartbeat = () => {
        cancelHeartbeat();
        if (heartbeatSeconds === undefined) return;
        const dueMs = runtime.clock.now() + heartbeatSeconds * 1000;
        cancelHeartbeat = runtime.clock.setTimer(dueMs, () => timedOut('States.HeartbeatTimeout'));
      };
      runtime.tokens.open(token, {
        succeed: (output) => resumption.resolve(output),
        fail: (error, cause) => resumption.reject(new StateFailure(error, cause)),
        heartbeat: expectHeartbeat,
      });
      expectHeartbeat();
    }

    const answered = (answer: unknown) => {
      if (!waiting) return;
      if (token !== undefined) return void execution.history.record('TaskSubmitted', { state: scope.state });
      resumption.resolve(lambdaResult(answer, scope.state));
    };
    const invoke = async () => runtime.invoke(functionName, payload.value, context);
    invoke()
      .then(answered, (error: unknown) => resumption.reject(lambdaFailure(error)))
      // What goes wrong in taking the answer (its size, the history's limit) fails the task as well.
      .catch((error: unknown) => resumption.reject(error));

    return () => {
      waiting = false;
      cancelTimeout();
      cancelHeartbeat();
      if (token !== undefined) runtime.tokens.close(token);
    };
  });
}

function lambdaResult(answer: unknown, state: string): unknown {
  const payload = copyJson(answer);
  if (payload.bytes > PAYLOAD_LIMIT_BYTES) throw dataLimitExceeded(`The result of the task '${state}'`);
  return { ExecutedVersion: '$LATEST', Payload: payload.value, StatusCode: 200 };
}

/** The failure as Lambda reports it: the error's name is the code, the cause is JSON text. */
function lambdaFailure(error: unknown): StateFailure {
  const isError = error instanceof Error;
  const errorType = isError ? error.name || 'Error' : typeof error;
  const errorMessage = isError ? error.message : String(error);
  return new StateFailure(errorType, JSON.stringify({ errorType, errorMessage, trace: [] }));
}

function startExecution(args: Record<string, unknown>, scope: StateScope): unknown {
  const { StateMachineArn: target, Name: name, Input: input = {} } = args;
  if (typeof target !== 'string') throw runtimeError("'StateMachineArn' must be a string in 'Arguments'.");
  if (name !== undefined && typeof name !== 'string') throw runtimeError("'Name' must be a string in 'Arguments'.");
  // A machine is named by its ARN on AWS; its bare name does here too.
  const machine = target.split(':').at(-1) ?? '';
  try {
    const started = scope.run.runtime.startExecution({ machine, name, input: parseInput(input) });
    return {
      ExecutionArn: started.executionArn,
      StartDate: new Date(scope.run.runtime.clock.now()).toISOString(),
    };
  } catch (error) {
    if (!(error instanceof WorkflowError)) throw error;
    throw new StateFailure(`StepFunctions.${error.code}Exception`, error.message);
  }
}

/** `Input` may be a value or, as in the API, JSON text. */
function parseInput(input: unknown): unknown {
  if (typeof input !== 'string') return input;
  try {
    return JSON.parse(input);
  } catch {
    throw new WorkflowError('InvalidExecutionInput', "'Input' is not JSON text");
  }
}
