const WITHIN_MS = 10_000;

/** Somebody outside did not take the sign of life. */
export class SignOfLifeError extends Error {
  override readonly name = 'SignOfLifeError';
  readonly code = 'sign-of-life';
}

/**
 * Tells a dead man's switch of somebody else that all is well, by asking for its address.
 *
 * @param url a secret of whoever listens: no error names it
 * @throws SignOfLifeError when it was not taken
 */
export const sendSignOfLife = async (url: string, send: typeof fetch = fetch): Promise<void> => {
  let answer: Response;
  try {
    answer = await send(url, { signal: AbortSignal.timeout(WITHIN_MS), redirect: 'error' });
  } catch (error) {
    const { cause, name } = error as { cause?: { code?: string }; name: string };
    throw new SignOfLifeError(`nobody took it: ${cause?.code ?? name}`);
  }
  await answer.body?.cancel();
  if (!answer.ok) throw new SignOfLifeError(`it was answered with ${answer.status}`);
};
