/** Lambda gives up on an initialisation after 10 s and begins anew. */
const LONGEST_MS = 2000;

/**
 * Does what the first request would otherwise wait for (connections, the configuration, the key) while Lambda initialises,
 * with more CPU than a request gets. Only there, and never a reason to fail: the request itself tries again.
 */
export const warmUp = async (work: () => Promise<unknown>): Promise<void> => {
  if (process.env.AWS_LAMBDA_INITIALIZATION_TYPE === undefined) return;
  let clock: NodeJS.Timeout | undefined;
  const longEnough = new Promise<void>((resolve) => {
    clock = setTimeout(resolve, LONGEST_MS);
  });
  await Promise.race([
    Promise.resolve()
      .then(work)
      .catch(() => {}),
    longEnough,
  ]);
  clearTimeout(clock);
};
