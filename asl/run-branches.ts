import { Branch } from './branch.ts';
import { isObject } from './json.ts';
import type { MapState, ParallelState, Workflow } from './machine.ts';
import { LONGEST_SECONDS } from './read-state.ts';
import { queryEvaluationError, StateFailure } from './state-failure.ts';
import type { StateScope } from './state-scope.ts';

/** Runs a nested workflow to its end and returns its output. */
export type RunWorkflow = (workflow: Workflow, branch: Branch, input: unknown) => Promise<unknown>;

/** Runs the branches of a Parallel state at once. Returns their outputs in the order of the definition. */
export async function runParallel(state: ParallelState, scope: StateScope, runWorkflow: RunWorkflow) {
  const { history } = scope.run.execution;
  const input = state.arguments === undefined ? scope.input : await scope.evaluate(state.arguments);
  history.record('ParallelStateStarted', { state: state.name });
  const lines = state.branches.map((workflow) => async (siblings: Siblings) => {
    const branch = siblings.join(new Branch(scope.branch));
    return runWorkflow(workflow, branch, input);
  });
  const outputs = await runTogether(lines, lines.length, scope);
  history.record('ParallelStateSucceeded', { state: state.name });
  return outputs;
}

/** Runs the processor of a Map state for each item. Returns the outputs in the order of the items. */
export async function runMap(state: MapState, scope: StateScope, runWorkflow: RunWorkflow) {
  const { history } = scope.run.execution;
  const items = state.items === undefined ? scope.input : await scope.evaluate(state.items);
  if (!Array.isArray(items)) {
    const kind = isObject(items) ? 'an object' : JSON.stringify(items);
    throw queryEvaluationError(`The field 'Items' must be an array, but was ${kind}.`);
  }
  const limit = await scope.evaluateInteger(state.maxConcurrency, 'MaxConcurrency', 0, LONGEST_SECONDS);
  history.record('MapStateStarted', { state: state.name });
  const lines = items.map((value: unknown, index) => async (siblings: Siblings) => {
    const mapItem = { index, value };
    const branch = siblings.join(new Branch(scope.branch, mapItem));
    const input = state.itemSelector === undefined ? value : await scope.evaluate(state.itemSelector, { mapItem });
    branch.throwIfCancelled();
    history.record('MapIterationStarted', { state: state.name, index });
    try {
      const output = await runWorkflow(state.processor, branch, input);
      history.record('MapIterationSucceeded', { state: state.name, index });
      return output;
    } catch (error) {
      if (error instanceof StateFailure) history.record('MapIterationFailed', { state: state.name, index });
      throw error;
    }
  });
  // 0 means that Step Functions decides: 40 at once for an inline Map.
  const outputs = await runTogether(lines, limit === 0 ? 40 : limit, scope);
  history.record('MapStateSucceeded', { state: state.name });
  return outputs;
}

/** The branches that run together: the first failure cancels the rest. */
class Siblings {
  private readonly branches = new Set<Branch>();

  join(branch: Branch): Branch {
    this.branches.add(branch);
    return branch;
  }

  cancel(): void {
    for (const branch of this.branches) branch.cancel();
  }

  leave(): void {
    for (const branch of this.branches) branch.leave();
  }
}

type Line = (siblings: Siblings) => Promise<unknown>;

/**
 * Runs the lines, at most `limit` at once. The first failure cancels what still runs, and is thrown when all of it has
 * unwound, so that nothing of it happens after its state has moved on.
 */
async function runTogether(lines: readonly Line[], limit: number, scope: StateScope): Promise<unknown[]> {
  const siblings = new Siblings();
  const outputs: unknown[] = new Array(lines.length).fill(null);
  const failures: unknown[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < lines.length && failures.length === 0; index = next++) {
      try {
        outputs[index] = await lines[index]?.(siblings);
      } catch (error) {
        failures.push(error);
        siblings.cancel();
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(limit, lines.length) }, work));
  siblings.leave();
  if (failures.length > 0) throw failures[0];
  scope.branch.throwIfCancelled();
  return outputs;
}
