/** Lasts as long as its process: what must happen is not left to it. */
export const realTimer = (ms: number, work: () => void): (() => void) => {
  const timer = setTimeout(work, ms);
  return () => clearTimeout(timer);
};
