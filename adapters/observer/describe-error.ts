/** An error as a log may show it: what kind, which code, what it says, and the same of its causes. No request, no body. */
export interface DescribedError {
  readonly name: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: DescribedError;
  readonly errors?: readonly DescribedError[];
}

const DEEPEST = 4;
const MOST = 5;

export const describeError = (error: unknown, depth = 0): DescribedError => {
  if (!(error instanceof Error))
    return { name: 'NotAnError', message: typeof error === 'string' ? error.slice(0, 500) : typeof error };
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' ? { code } : {}),
    message: error.message.slice(0, 1000),
    ...(depth === 0 && error.stack ? { stack: error.stack.split('\n').slice(1, 8).join('\n') } : {}),
    ...(error.cause !== undefined && depth < DEEPEST ? { cause: describeError(error.cause, depth + 1) } : {}),
    ...(error instanceof AggregateError && depth < DEEPEST
      ? { errors: error.errors.slice(0, MOST).map((e) => describeError(e, depth + 1)) }
      : {}),
  };
};
