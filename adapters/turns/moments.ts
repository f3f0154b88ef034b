/** Long enough for senders that were answered just now to send what comes next, in ms. */
const MOMENT_MS = 3;

/** `Ports.linger` where one process serves all senders: a moment, then a turn of its event loop, so that what has come is there. */
export const moments = (): (() => Promise<void>) => () =>
  new Promise((resolve) => setTimeout(() => setImmediate(resolve), MOMENT_MS));
