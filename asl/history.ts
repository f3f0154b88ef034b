import { runtimeError } from './state-failure.ts';

/** Step Functions ends an execution when its history reaches this many events; the event that ends it is the last. */
export const HISTORY_LIMIT = 25_000;

/** One event of an execution. The types are those of Step Functions (`TaskStateEntered`, `LambdaFunction…` excepted). */
export interface HistoryEvent {
  /** 1 for the first. */
  readonly id: number;
  readonly type: string;
  /** Milliseconds since the epoch. */
  readonly atMs: number;
  /** The state it belongs to; absent on events of the execution itself. */
  readonly state?: string;
  readonly error?: string;
  readonly cause?: string;
  /** The index of a Map iteration. */
  readonly index?: number;
}

export type HistoryDetails = Pick<HistoryEvent, 'state' | 'error' | 'cause' | 'index'>;

/** The events of one execution, in order. */
export class History {
  readonly events: HistoryEvent[] = [];
  private readonly now: () => number;
  private readonly onEvent: (event: HistoryEvent) => void;
  private closed = false;

  constructor(now: () => number, onEvent: (event: HistoryEvent) => void) {
    this.now = now;
    this.onEvent = onEvent;
  }

  /**
   * Adds an event and returns its id. Throws a StateFailure (States.Runtime) when only the last event has room; what
   * is recorded while that failure unwinds is dropped, as is what comes after the execution has ended.
   */
  record(type: string, details: HistoryDetails = {}): number {
    if (this.closed) return this.events.length;
    if (this.events.length >= HISTORY_LIMIT - 1) {
      this.closed = true;
      throw runtimeError(`The execution reached the maximum number of history events (${HISTORY_LIMIT}).`);
    }
    return this.append(type, details);
  }

  /** Adds the event that ends the execution. */
  close(type: string, details: HistoryDetails): void {
    this.closed = true;
    this.append(type, details);
  }

  private append(type: string, details: HistoryDetails): number {
    const event = { id: this.events.length + 1, type, atMs: this.now(), ...details };
    this.events.push(event);
    this.onEvent(event);
    return event.id;
  }
}

/** The names of the states that were entered, in order: the path an execution took. */
export function statesEntered(events: readonly HistoryEvent[]): string[] {
  return events.flatMap((event) => (event.type.endsWith('StateEntered') ? [event.state ?? ''] : []));
}
