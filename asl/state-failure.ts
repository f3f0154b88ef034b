/** The largest cause that Step Functions keeps, in characters. */
const LONGEST_CAUSE = 32_768;

export interface StateFailureDetails {
  /** A second name that Retry and Catch may match, besides `error`. */
  readonly alias?: string;
  /** True when the interpreter raised it: the cause is then prefixed with the state, as Step Functions does. */
  readonly raisedByInterpreter?: boolean;
}

/** A state failed. `error` is the name that Retry and Catch match; both may be missing after a bare Fail state. */
export class StateFailure extends Error {
  override readonly name = 'StateFailure';
  readonly error: string | undefined;
  readonly failureCause: string | undefined;
  readonly alias: string | undefined;
  readonly raisedByInterpreter: boolean;

  constructor(error: string | undefined, failureCause: string | undefined, details: StateFailureDetails = {}) {
    super(`${error ?? 'no error name'}: ${failureCause ?? 'no cause'}`);
    this.error = error;
    this.failureCause = failureCause?.slice(0, LONGEST_CAUSE);
    this.alias = details.alias;
    this.raisedByInterpreter = details.raisedByInterpreter ?? false;
  }

  /** The same failure with a cause that says in which state it happened. Said once, at the innermost state. */
  inState(state: string, enteredEventId: number): StateFailure {
    if (!this.raisedByInterpreter) return this;
    const where = `An error occurred while executing the state '${state}' (entered at the event id #${enteredEventId}).`;
    return new StateFailure(this.error, `${where} ${this.failureCause ?? ''}`.trimEnd(), { alias: this.alias });
  }
}

/** A JSONata expression failed, or gave what its field cannot take. */
export function queryEvaluationError(cause: string): StateFailure {
  return new StateFailure('States.QueryEvaluationError', cause, { raisedByInterpreter: true });
}

/** The interpreter cannot go on. Never retried, never caught: it always fails the execution. */
export function runtimeError(cause: string): StateFailure {
  return new StateFailure('States.Runtime', cause, { raisedByInterpreter: true });
}

/** A payload is over 256 KiB. Caught only by its own name. */
export function dataLimitExceeded(what: string): StateFailure {
  const cause = `${what} has a size exceeding the maximum number of bytes service limit.`;
  return new StateFailure('States.DataLimitExceeded', cause, { raisedByInterpreter: true });
}

/**
 * Whether one name of an `ErrorEquals` list matches a failure. `States.ALL` leaves out States.Runtime and
 * States.DataLimitExceeded; `States.TaskFailed` leaves those out and States.Timeout; States.Runtime is beyond any name.
 */
export function errorMatches(name: string, failure: StateFailure): boolean {
  if (failure.error === 'States.Runtime') return false;
  if (name === failure.error || (failure.alias !== undefined && name === failure.alias)) return true;
  if (failure.error === 'States.DataLimitExceeded') return false;
  if (name === 'States.ALL') return true;
  return name === 'States.TaskFailed' && failure.error !== 'States.Timeout';
}
