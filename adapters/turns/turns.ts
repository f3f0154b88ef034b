/** Work goes on for so long before others of this process have their turn, in ms. */
const LONGEST_MS = 10;

/** `Ports.pause` on the event loop of this process: a turn of it, unless there was one a moment ago. */
export const turns = (): (() => Promise<void>) => {
  let since = performance.now();
  return () => {
    if (performance.now() - since < LONGEST_MS) return Promise.resolve();
    return new Promise((resolve) => {
      setImmediate(() => {
        since = performance.now();
        resolve();
      });
    });
  };
};
