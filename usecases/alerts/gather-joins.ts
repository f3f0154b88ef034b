import type { Stores } from '../../ports/stores.ts';
import type { ForOneSlot } from './attach-alerts.ts';

/** What whoever waits is told: what became of its alerts, or that it is to bring in those of others as well. */
type Turn = { readonly incidentId: string | undefined } | { readonly others: readonly Waiting[] };

interface Waiting {
  readonly together: ForOneSlot;
  readonly told: (turn: Turn) => void;
  readonly failed: (error: unknown) => void;
}

/** Of each store, who waits for which alerts to be brought in before theirs. */
const LINES = new WeakMap<Stores, Map<string, Waiting[]>>();

const linesOf = (stores: Stores): Map<string, Waiting[]> => {
  const known = LINES.get(stores);
  if (known) return known;
  const lines = new Map<string, Waiting[]>();
  LINES.set(stores, lines);
  return lines;
};

/**
 * Lets alerts for one incident that arrive over many connections become few commits: whoever comes while others are being
 * brought in, and made durable, waits; then one of those who wait brings in the alerts of all. Whoever comes alone waits for
 * nobody.
 *
 * @param key what the alerts of one commit have in common
 * @param most so many alerts go together at most
 * @param join brings alerts into their incident; undefined when they stay without
 * @throws what `join` or the store throws, to everybody whose alerts it was about
 */
export const gathered = async (
  stores: Stores,
  key: string,
  together: ForOneSlot,
  most: number,
  join: (together: ForOneSlot) => Promise<string | undefined>,
): Promise<string | undefined> => {
  const lines = linesOf(stores);
  const line = lines.get(key);
  if (line === undefined) {
    lines.set(key, []);
    return bringIn(stores, lines, key, together, [], most, join);
  }
  const turn = await new Promise<Turn>((told, failed) => line.push({ together, told, failed }));
  return 'others' in turn ? bringIn(stores, lines, key, together, turn.others, most, join) : turn.incidentId;
};

const bringIn = async (
  stores: Stores,
  lines: Map<string, Waiting[]>,
  key: string,
  own: ForOneSlot,
  others: readonly Waiting[],
  most: number,
  join: (together: ForOneSlot) => Promise<string | undefined>,
): Promise<string | undefined> => {
  try {
    const incidentId = await join([...own, ...others.flatMap(({ together }) => together)]);
    if (others.length > 0) {
      // Each of them answers for what this one wrote.
      await stores.durable();
      for (const { told } of others) told({ incidentId });
    }
    return incidentId;
  } catch (error) {
    for (const { failed } of others) failed(error);
    throw error;
  } finally {
    const next = (): void => passOn(lines, key, most);
    stores.durable().then(next, next);
  }
};

const passOn = (lines: Map<string, Waiting[]>, key: string, most: number): void => {
  const line = lines.get(key) ?? [];
  const first = line.shift();
  if (first === undefined) {
    lines.delete(key);
    return;
  }
  const others: Waiting[] = [];
  let alerts = first.together.length;
  while (line[0] !== undefined && alerts + line[0].together.length <= most) {
    const next = line.shift() as Waiting;
    alerts += next.together.length;
    others.push(next);
  }
  first.told({ others });
};
