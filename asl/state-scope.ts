import type { Branch, MapItem } from './branch.ts';
import { machineArn, type Run } from './execution.ts';
import { type Bindings, bindVariables } from './expression.ts';
import type { Effects } from './machine.ts';
import { queryEvaluationError } from './state-failure.ts';
import { evaluateTemplate, type Template } from './template.ts';

/** What may differ between the fields of one state. */
export interface ScopeAdditions {
  readonly result?: unknown;
  readonly errorOutput?: unknown;
  readonly taskToken?: string;
  readonly mapItem?: MapItem;
}

/** One state being run: where its expressions get their variables and their `$states` from. */
export class StateScope {
  readonly run: Run;
  readonly branch: Branch;
  readonly state: string;
  readonly input: unknown;
  readonly enteredAtMs: number;
  readonly enteredEventId: number;
  /** How often the state was retried so far. */
  retryCount = 0;

  constructor(run: Run, branch: Branch, state: string, input: unknown, enteredEventId: number) {
    this.run = run;
    this.branch = branch;
    this.state = state;
    this.input = input;
    this.enteredAtMs = run.runtime.clock.now();
    this.enteredEventId = enteredEventId;
  }

  /** The value of a field. Throws a StateFailure, or BranchCancelled when the branch ended meanwhile. */
  async evaluate(template: Template, additions?: ScopeAdditions): Promise<unknown> {
    if (template.constant) return template.value;
    const value = await evaluateTemplate(template, this.bindings(additions));
    this.branch.throwIfCancelled();
    return value;
  }

  /** The value of a field that must be a whole number within bounds. */
  async evaluateInteger(template: Template, field: string, min: number, max: number): Promise<number> {
    const value = await this.evaluate(template);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    throw queryEvaluationError(
      `The field '${field}' must be a whole number from ${min} to ${max}, but was ${JSON.stringify(value)}.`,
    );
  }

  /**
   * Evaluates Assign and Output side by side, both against the variables as they were, then sets the variables.
   * Returns the output, `byDefault` when there is no Output.
   */
  async leave(effects: Partial<Effects>, byDefault: unknown, additions?: ScopeAdditions): Promise<unknown> {
    const { assign, output } = effects;
    if (assign === undefined && output === undefined) return byDefault;
    const assigned = assign && (await this.evaluate(assign, additions));
    const given = output === undefined ? byDefault : await this.evaluate(output, additions);
    if (assigned !== undefined) this.branch.assign(assigned as Record<string, unknown>);
    return given;
  }

  private bindings(additions: ScopeAdditions = {}): Bindings {
    const { result, errorOutput, taskToken, mapItem = this.branch.mapItem } = additions;
    const { execution, runtime } = this.run;
    const context = {
      Execution: {
        Id: execution.arn,
        Input: execution.input,
        Name: execution.name,
        StartTime: instant(execution.startedAtMs),
      },
      State: { EnteredTime: instant(this.enteredAtMs), Name: this.state, RetryCount: this.retryCount },
      StateMachine: { Id: machineArn(execution.machine.name), Name: execution.machine.name },
      ...(mapItem && { Map: { Item: { Index: mapItem.index, Value: mapItem.value } } }),
      ...(taskToken !== undefined && { Task: { Token: taskToken } }),
    };
    const states = {
      input: this.input,
      context,
      ...(result !== undefined && { result }),
      ...(errorOutput !== undefined && { errorOutput }),
    };
    return bindVariables(this.branch.variables, states, runtime.clock.now());
  }
}

function instant(atMs: number): string {
  return new Date(atMs).toISOString();
}
