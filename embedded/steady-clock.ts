/** Longer than one look from the next, so that no jump is missed by whoever looks each minute. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * Finds out whether the machine's clock was set, by holding it against one that cannot be.
 *
 * @returns by how many milliseconds within the last five minutes; negative for back
 */
export const clockSetting = (
  wall: () => number = Date.now,
  steady: () => number = () => performance.now(),
): (() => number) => {
  let offset = wall() - steady();
  let jumps: { readonly at: number; readonly ms: number }[] = [];
  return () => {
    const now = steady();
    const moved = wall() - now - offset;
    offset += moved;
    jumps = [...jumps, { at: now, ms: moved }].filter(({ at }) => at > now - REMEMBERED_MS);
    return jumps.reduce((sum, { ms }) => sum + ms, 0);
  };
};
