import { InvalidToken, TaskDoesNotExist, TaskTimedOut } from './engine-error.ts';

/** What a waiting task does with a signal. */
export interface WaitingTask {
  succeed(output: unknown): void;
  fail(error: string, cause: string | undefined): void;
  heartbeat(): void;
}

const PREFIX = 'asl-task.';

/** How many closed tokens are remembered, so that a late signal is told apart from an unknown one. */
const CLOSED_TOKENS = 10_000;

/** The tokens of the tasks that wait for one. A token answers exactly one signal. */
export class TaskTokens {
  private readonly waiting = new Map<string, WaitingTask>();
  private readonly closed = new Set<string>();
  private readonly newId: () => string;

  constructor(newId: () => string) {
    this.newId = newId;
  }

  newToken(): string {
    return `${PREFIX}${this.newId()}`;
  }

  open(token: string, task: WaitingTask): void {
    this.waiting.set(token, task);
  }

  /** The task no longer waits: later signals are late. */
  close(token: string): void {
    if (!this.waiting.delete(token)) return;
    this.closed.add(token);
    if (this.closed.size <= CLOSED_TOKENS) return;
    const [oldest] = this.closed;
    if (oldest !== undefined) this.closed.delete(oldest);
  }

  /** The task behind a token. Throws InvalidToken, TaskTimedOut (a late signal) or TaskDoesNotExist. */
  find(token: string): WaitingTask {
    const task = this.waiting.get(token);
    if (task !== undefined) return task;
    if (typeof token !== 'string' || !token.startsWith(PREFIX)) throw new InvalidToken();
    throw this.closed.has(token) ? new TaskTimedOut() : new TaskDoesNotExist();
  }
}
