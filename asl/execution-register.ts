import { isDeepStrictEqual } from 'node:util';
import { ExecutionAlreadyExists, WorkflowError } from './engine-error.ts';
import type { Execution } from './execution.ts';
import type { Json } from './json.ts';

/** How much is kept of what has ended. */
export interface Retention {
  /** Closed executions that can still be described. */
  readonly closedExecutions: number;
  /** History events of closed executions, all together. */
  readonly closedEvents: number;
  /** Names of closed executions that stay taken; AWS keeps them for 90 days. */
  readonly closedNames: number;
}

/** Every running execution and the last closed ones. */
export class ExecutionRegister {
  private readonly running = new Map<string, Execution>();
  /** Oldest first, as Map and Set keep their order of insertion. */
  private readonly closed = new Map<string, Execution>();
  private readonly closedArns = new Set<string>();
  private readonly retention: Retention;
  private closedEvents = 0;

  constructor(retention: Retention) {
    this.retention = retention;
  }

  /**
   * The running execution that a repeated start means, or undefined when the name is free. Throws
   * ExecutionAlreadyExists when the name has another input, or its execution has closed.
   */
  findForStart(arn: string, input: Json): Execution | undefined {
    const execution = this.running.get(arn);
    if (execution !== undefined && isDeepStrictEqual(execution.input, input)) return execution;
    if (execution !== undefined || this.closedArns.has(arn)) throw new ExecutionAlreadyExists(arn);
    return undefined;
  }

  add(execution: Execution): void {
    this.running.set(execution.arn, execution);
  }

  /** Moves an execution that has ended to the closed ones and forgets the oldest beyond the retention. */
  close(execution: Execution): void {
    this.running.delete(execution.arn);
    this.closed.set(execution.arn, execution);
    this.closedArns.add(execution.arn);
    this.closedEvents += execution.history.events.length;
    for (const oldest of this.closed.values()) {
      const { closedExecutions, closedEvents } = this.retention;
      if (this.closed.size <= closedExecutions && this.closedEvents <= closedEvents) break;
      this.closed.delete(oldest.arn);
      this.closedEvents -= oldest.history.events.length;
    }
    for (const oldest of this.closedArns) {
      if (this.closedArns.size <= this.retention.closedNames) break;
      this.closedArns.delete(oldest);
    }
  }

  /** Throws a WorkflowError (ExecutionDoesNotExist). */
  get(arn: string): Execution {
    const execution = this.running.get(arn) ?? this.closed.get(arn);
    if (execution !== undefined) return execution;
    throw new WorkflowError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
  }

  /** Running executions, then closed ones, each in the order they were added. */
  *all(): Iterable<Execution> {
    yield* this.running.values();
    yield* this.closed.values();
  }

  *allRunning(): Iterable<Execution> {
    yield* this.running.values();
  }
}
