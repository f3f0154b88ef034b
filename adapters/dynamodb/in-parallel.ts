/** Below the sockets of `aws/exchange.ts`, so that a storm does not queue up behind itself. */
const AT_ONCE = 32;

/** Does `work` for each, a bounded number at a time; results in the order of `items`. The first failure fails it all. */
export const eachBounded = async <T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> => {
  const results = new Array<R>(items.length);
  const turns = items.entries();
  const worker = async (): Promise<void> => {
    for (const [i, item] of turns) results[i] = await work(item);
  };
  await Promise.all(Array.from({ length: Math.min(AT_ONCE, items.length) }, worker));
  return results;
};
