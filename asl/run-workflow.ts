import { type Branch, BranchCancelled } from './branch.ts';
import type { Run } from './execution.ts';
import { jsonBytes, PAYLOAD_LIMIT_BYTES } from './json.ts';
import type { ChoiceState, FailState, State, Workflow } from './machine.ts';
import { RetryCounts } from './retry.ts';
import { type RunWorkflow, runMap, runParallel } from './run-branches.ts';
import { runTask } from './run-task.ts';
import { pauseUntil, runWait } from './run-wait.ts';
import { dataLimitExceeded, errorMatches, queryEvaluationError, runtimeError, StateFailure } from './state-failure.ts';
import { StateScope } from './state-scope.ts';
import type { Template } from './template.ts';

/** What a state gives to the next one; `next` undefined ends the workflow. */
interface Outcome {
  readonly output: unknown;
  readonly next: string | undefined;
}

/**
 * Walks a workflow from its first state to its end and returns its output. Throws the StateFailure that no state
 * caught, or BranchCancelled.
 */
export async function runWorkflow(run: Run, workflow: Workflow, branch: Branch, input: unknown): Promise<unknown> {
  const { history } = run.execution;
  let next: string | undefined = workflow.startAt;
  let value = input;
  while (next !== undefined) {
    branch.throwIfCancelled();
    const state = workflow.states.get(next);
    if (state === undefined) throw runtimeError(`The state '${next}' does not exist.`);
    const enteredEventId = history.record(`${state.type}StateEntered`, { state: state.name });
    const scope = new StateScope(run, branch, state.name, value, enteredEventId);
    const outcome = await visit(state, scope);
    branch.throwIfCancelled();
    history.record(`${state.type}StateExited`, { state: state.name });
    value = outcome.output;
    next = outcome.next;
  }
  return value;
}

/** Runs a state until it succeeds, is caught, or fails for good. */
async function visit(state: State, scope: StateScope): Promise<Outcome> {
  const retries = new RetryCounts();
  for (;;) {
    try {
      const outcome = await attempt(state, scope);
      return withinLimit(outcome, scope);
    } catch (error) {
      const raised = asFailure(error);
      const failure = raised.inState(state.name, scope.enteredEventId);
      // A failure that rose from a nested state has been recorded there.
      recordFailure(state, failure, scope, raised !== failure);
      if (!('retry' in state)) throw failure;
      const delayMs = retries.nextDelayMs(state.retry, failure, scope.run.runtime.random);
      if (delayMs === undefined) return await recover(state, failure, scope);
      await pauseUntil(scope.run.runtime.clock.now() + delayMs, scope);
      scope.retryCount += 1;
    }
  }
}

async function recover(state: Extract<State, { catchers: unknown }>, failure: StateFailure, scope: StateScope) {
  const catcher = state.catchers.find(({ errorEquals }) => errorEquals.some((name) => errorMatches(name, failure)));
  if (catcher === undefined) throw failure;
  const errorOutput = { Error: failure.error ?? '', Cause: failure.failureCause ?? '' };
  try {
    const output = await scope.leave(catcher, errorOutput, { errorOutput });
    return withinLimit({ output, next: catcher.next }, scope);
  } catch (error) {
    throw asFailure(error).inState(state.name, scope.enteredEventId);
  }
}

async function attempt(state: State, scope: StateScope): Promise<Outcome> {
  const runNested: RunWorkflow = (workflow, branch, input) => runWorkflow(scope.run, workflow, branch, input);
  switch (state.type) {
    case 'Task':
      return leaveWith(await runTask(state, scope), state, scope);
    case 'Parallel':
      return leaveWith(await runParallel(state, scope, runNested), state, scope);
    case 'Map':
      return leaveWith(await runMap(state, scope, runNested), state, scope);
    case 'Wait':
      await runWait(state, scope);
      return { output: await scope.leave(state, scope.input), next: state.next };
    case 'Pass':
      return { output: await scope.leave(state, scope.input), next: state.next };
    case 'Succeed':
      return { output: await scope.leave({ output: state.output }, scope.input), next: undefined };
    case 'Choice':
      return choose(state, scope);
    case 'Fail':
      throw await declaredFailure(state, scope);
    default:
      return state satisfies never;
  }
}

async function leaveWith(
  result: unknown,
  state: Extract<State, { catchers: unknown }>,
  scope: StateScope,
): Promise<Outcome> {
  return { output: await scope.leave(state, result, { result }), next: state.next };
}

/** The first rule that holds decides, with its own Assign and Output; those of the state go with its Default. */
async function choose(state: ChoiceState, scope: StateScope): Promise<Outcome> {
  for (const rule of state.rules) {
    const holds = await scope.evaluate(rule.condition);
    if (typeof holds !== 'boolean') {
      const field = `${rule.field}/Condition`;
      throw queryEvaluationError(`The field '${field}' must be a boolean, but was ${JSON.stringify(holds)}.`);
    }
    if (holds) return { output: await scope.leave(rule, scope.input), next: rule.next };
  }
  if (state.defaultNext === undefined) {
    throw runtimeError('Failed to transition out of the state. The state does not point to a next state.');
  }
  return { output: await scope.leave(state, scope.input), next: state.defaultNext };
}

async function declaredFailure(state: FailState, scope: StateScope): Promise<StateFailure> {
  const text = async (field: string, template: Template | undefined) => {
    const value = template && (await scope.evaluate(template));
    if (value === undefined || typeof value === 'string') return value;
    throw queryEvaluationError(`The field '${field}' must be a string, but was ${JSON.stringify(value)}.`);
  };
  return new StateFailure(await text('Error', state.error), await text('Cause', state.cause));
}

function withinLimit(outcome: Outcome, scope: StateScope): Outcome {
  if (outcome.output !== scope.input && jsonBytes(outcome.output) > PAYLOAD_LIMIT_BYTES) {
    throw dataLimitExceeded(`The output of the state '${scope.state}'`);
  }
  return outcome;
}

/** A problem of the interpreter itself must fail the execution and nothing else. */
function asFailure(error: unknown): StateFailure {
  if (error instanceof StateFailure) return error;
  if (error instanceof BranchCancelled) throw error;
  return runtimeError(error instanceof Error ? error.message : String(error));
}

function recordFailure(state: State, failure: StateFailure, scope: StateScope, raisedHere: boolean): void {
  const { history } = scope.run.execution;
  const details = { state: state.name, error: failure.error, cause: failure.failureCause };
  if (raisedHere && failure.error === 'States.QueryEvaluationError') history.record('EvaluationFailed', details);
  if (state.type === 'Parallel') history.record('ParallelStateFailed', details);
  if (state.type === 'Map') history.record('MapStateFailed', details);
}
