import type { Template } from './template.ts';

/** A definition that was read and found valid. `next` undefined means the state ends its workflow. */
export interface Machine {
  readonly name: string;
  readonly workflow: Workflow;
  /** Budget of the whole execution, in seconds. */
  readonly timeoutSeconds: number | undefined;
}

/** The states of a machine, a Parallel branch or a Map processor. */
export interface Workflow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type State =
  | ChoiceState
  | FailState
  | MapState
  | ParallelState
  | PassState
  | SucceedState
  | TaskState
  | WaitState;

interface Named {
  readonly name: string;
}

/** What a state leaves behind: variables and the next state's input. */
export interface Effects {
  readonly assign: Template | undefined;
  readonly output: Template | undefined;
}

interface Flowing extends Named, Effects {
  readonly next: string | undefined;
}

interface Recovering {
  readonly retry: readonly Retrier[];
  readonly catchers: readonly Catcher[];
}

export type TaskResource = 'lambda:invoke' | 'lambda:invoke.waitForTaskToken' | 'states:startExecution';

export interface TaskState extends Flowing, Recovering {
  readonly type: 'Task';
  readonly resource: TaskResource;
  readonly arguments: Template;
  readonly timeoutSeconds: Template;
  readonly heartbeatSeconds: Template | undefined;
}

export interface PassState extends Flowing {
  readonly type: 'Pass';
}

export interface WaitState extends Flowing {
  readonly type: 'Wait';
  readonly until: { readonly unit: 'Seconds' | 'Timestamp'; readonly value: Template };
}

export interface ChoiceState extends Named, Effects {
  readonly type: 'Choice';
  readonly rules: readonly ChoiceRule[];
  readonly defaultNext: string | undefined;
}

export interface ChoiceRule extends Effects {
  readonly field: string;
  readonly condition: Template;
  readonly next: string;
}

export interface ParallelState extends Flowing, Recovering {
  readonly type: 'Parallel';
  readonly arguments: Template | undefined;
  readonly branches: readonly Workflow[];
}

export interface MapState extends Flowing, Recovering {
  readonly type: 'Map';
  readonly items: Template | undefined;
  readonly itemSelector: Template | undefined;
  readonly maxConcurrency: Template;
  readonly processor: Workflow;
}

export interface SucceedState extends Named {
  readonly type: 'Succeed';
  readonly output: Template | undefined;
}

export interface FailState extends Named {
  readonly type: 'Fail';
  readonly error: Template | undefined;
  readonly cause: Template | undefined;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds: number | undefined;
  readonly fullJitter: boolean;
}

export interface Catcher extends Effects {
  readonly errorEquals: readonly string[];
  readonly next: string;
}
