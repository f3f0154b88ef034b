/** Thrown through a branch that was cancelled, so that it unwinds without further effects. Never reaches a definition. */
export class BranchCancelled extends Error {
  override readonly name = 'BranchCancelled';
}

/** How a suspended branch goes on. Only the first call counts. */
export interface Resumption<T> {
  resolve(value: T): void;
  reject(error: unknown): void;
}

/**
 * One line of control: an execution's main line, a Parallel branch or a Map iteration. Cancelling it cancels what it
 * waits for and every branch below it. It also holds the variables of its scope; outer ones are copied in at its start,
 * because nothing outside can change them while it runs.
 */
export class Branch {
  variables: Readonly<Record<string, unknown>>;
  /** The iteration this branch belongs to, for the context object. */
  readonly mapItem: MapItem | undefined;
  private cancelled = false;
  private readonly parent: Branch | undefined;
  private readonly waits = new Set<() => void>();

  constructor(parent?: Branch, mapItem?: MapItem) {
    this.parent = parent;
    this.variables = parent?.variables ?? {};
    this.mapItem = mapItem ?? parent?.mapItem;
    parent?.waits.add(this.cancel);
  }

  /** Sets variables of this scope. */
  assign(values: Readonly<Record<string, unknown>>): void {
    this.variables = { ...this.variables, ...values };
  }

  /** To be called before each effect, because the branch may have been cancelled while it awaited. */
  throwIfCancelled(): void {
    if (this.cancelled) throw new BranchCancelled();
  }

  /** Ends what the branch waits for; its pending promises reject with BranchCancelled. */
  readonly cancel = (): void => {
    if (this.cancelled) return;
    this.cancelled = true;
    this.leave();
    for (const stop of [...this.waits]) stop();
    this.waits.clear();
  };

  /** The branch has ended by itself: its parent need not cancel it any more. */
  leave(): void {
    this.parent?.waits.delete(this.cancel);
  }

  /**
   * Waits for something outside. `start` sets it going and returns how to stop it, which is called exactly once,
   * whether the wait succeeds, fails or is cancelled.
   */
  suspend<T>(start: (resumption: Resumption<T>) => () => void): Promise<T> {
    this.throwIfCancelled();
    return new Promise<T>((resolve, reject) => {
      let stop: (() => void) | undefined;
      let settled = false;
      const settle = (outcome: () => void): void => {
        if (settled) return;
        settled = true;
        this.waits.delete(cancel);
        stop?.();
        outcome();
      };
      const cancel = (): void => settle(() => reject(new BranchCancelled()));
      this.waits.add(cancel);
      try {
        stop = start({
          resolve: (value) => settle(() => resolve(value)),
          reject: (error) => settle(() => reject(error)),
        });
      } catch (error) {
        settle(() => reject(error));
      }
      if (settled) stop?.();
    });
  }
}

/** `$states.context.Map.Item`. */
export interface MapItem {
  readonly index: number;
  readonly value: unknown;
}
