import type { Branch } from './branch.ts';
import type { Clock } from './clock/clock.ts';
import type { History } from './history.ts';
import type { Json } from './json.ts';
import type { Machine } from './machine.ts';
import type { TaskTokens } from './task-tokens.ts';

export type ExecutionStatus = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

/** How an execution ended. */
export interface ExecutionEnd {
  readonly status: Exclude<ExecutionStatus, 'RUNNING'>;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: string;
}

/** One run of a machine. */
export interface Execution {
  readonly arn: string;
  readonly name: string;
  readonly machine: Machine;
  readonly input: Json;
  /** Milliseconds since the epoch. */
  readonly startedAtMs: number;
  readonly history: History;
  readonly main: Branch;
  end?: ExecutionEnd & { readonly atMs: number };
}

/** What a Lambda function is told besides its payload. */
export interface InvocationContext {
  readonly executionArn: string;
  readonly executionName: string;
  readonly machine: string;
  readonly state: string;
  /** 0 on the first attempt. */
  readonly retryCount: number;
  /** Present when the task waits for it. */
  readonly taskToken?: string;
}

/** Calls a function by its resolved name. A rejection fails the task, with the error's `name` as its error code. */
export type Invoke = (functionName: string, payload: Json, context: InvocationContext) => Promise<unknown>;

/** What every state of every execution works with. */
export interface Runtime {
  readonly clock: Clock;
  readonly tokens: TaskTokens;
  readonly invoke: Invoke;
  /** Numbers in [0, 1), for jitter. */
  readonly random: () => number;
  /** Starts another machine; throws a WorkflowError. */
  readonly startExecution: (request: { machine: string; name?: string; input: unknown }) => { executionArn: string };
}

/** The execution a state runs in, and what it works with. */
export interface Run {
  readonly runtime: Runtime;
  readonly execution: Execution;
}

export function machineArn(machine: string): string {
  return `arn:aws:states:local:000000000000:stateMachine:${machine}`;
}

export function executionArn(machine: string, name: string): string {
  return `arn:aws:states:local:000000000000:execution:${machine}:${name}`;
}
