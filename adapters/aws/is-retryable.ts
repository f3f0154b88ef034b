const TRANSIENT = /throttl|toomanyrequests|requestlimit|timeout|unavailable|internal|slowdown/i;

/** What an AWS client threw: may the same request succeed later? The client's own repeats are used up by then. */
export const isRetryable = (error: unknown): boolean => {
  const failed = error as { name?: string; $metadata?: { httpStatusCode?: number } };
  const status = failed.$metadata?.httpStatusCode;
  if (status === 429 || (status !== undefined && status >= 500)) return true;
  // No status: the request never got an answer, whatever the name of what went wrong on the way.
  if (status === undefined && failed.name !== 'NoCredentialsError') return true;
  return TRANSIENT.test(failed.name ?? '');
};

/** Name and message, bounded, for a ledger that people read. */
export const reasonOf = (error: unknown): string => {
  const { name, message } = error as { name?: string; message?: string };
  return `${name ?? 'Error'}: ${message ?? String(error)}`.slice(0, 500);
};
