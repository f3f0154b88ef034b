import type { Ports } from '../../ports/ports.ts';
import type { Stores } from '../../ports/stores.ts';
import type { ForOneSlot } from './attach-alerts.ts';

type Needs = Pick<Ports, 'stores' | 'linger'>;

/** What whoever waits is told: what became of its alerts, or that it is to bring in those of others as well. */
type Turn = { readonly incidentId: string | undefined } | { readonly others: readonly Waiting[] };

interface Waiting {
  readonly together: ForOneSlot;
  readonly told: (turn: Turn) => void;
  readonly failed: (error: unknown) => void;
}

/** Those who bring alerts into one incident. */
interface Line {
  readonly key: string;
  waiting: Waiting[];
  /** Somebody brings alerts in, or they are made durable. */
  isBusy: boolean;
  /** How many are likely to come next: whoever was answered just now, and who came meanwhile. */
  expected: number;
  /** One more each time that somebody's turn comes. */
  turn: number;
}

/** As many moments as it waits at most. */
const MOMENTS = 10;

/** Whoever is there does not wait longer for others than so many moments in which nobody came. */
const QUIET_MOMENTS = 2;

/** Of each store, who waits for which alerts to be brought in before theirs. */
const LINES = new WeakMap<Stores, Map<string, Line>>();

const linesOf = (stores: Stores): Map<string, Line> => {
  const known = LINES.get(stores);
  if (known) return known;
  const lines = new Map<string, Line>();
  LINES.set(stores, lines);
  return lines;
};

/**
 * Lets alerts for one incident that arrive over many connections become few commits: whoever comes while others are being
 * brought in, and made durable, waits; then one of those who wait brings in the alerts of all. Senders in a storm send the
 * next alert when they are answered, so it waits a moment for as many as were there before. Whoever comes alone waits for
 * nobody.
 *
 * @param key what the alerts of one commit have in common
 * @param most so many alerts go together at most
 * @param join brings alerts into their incident; undefined when they stay without
 * @throws what `join` or the store throws, to everybody whose alerts it was about
 */
export const gathered = async (
  ports: Needs,
  key: string,
  together: ForOneSlot,
  most: number,
  join: (together: ForOneSlot) => Promise<string | undefined>,
): Promise<string | undefined> => {
  const lines = linesOf(ports.stores);
  const line = lines.get(key);
  if (line === undefined) {
    const own: Line = { key, waiting: [], isBusy: true, expected: 1, turn: 0 };
    lines.set(key, own);
    return bringIn(ports, own, together, [], most, join);
  }
  const turn = await new Promise<Turn>((told, failed) => {
    line.waiting.push({ together, told, failed });
    if (!line.isBusy && line.waiting.length >= line.expected) passOn(ports, line, most);
  });
  return 'others' in turn ? bringIn(ports, line, together, turn.others, most, join) : turn.incidentId;
};

const bringIn = async (
  ports: Needs,
  line: Line,
  own: ForOneSlot,
  others: readonly Waiting[],
  most: number,
  join: (together: ForOneSlot) => Promise<string | undefined>,
): Promise<string | undefined> => {
  const { stores } = ports;
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
    const next = (): Promise<void> => awaitNext(ports, line, 1 + others.length, most);
    stores.durable().then(next, next);
  }
};

/** @param answered how many were brought in together just now */
const awaitNext = async (ports: Needs, line: Line, answered: number, most: number): Promise<void> => {
  line.isBusy = false;
  line.expected = answered + line.waiting.length;
  const { turn } = line;
  // Whoever was alone waits for nobody, and nobody for one who may not come again.
  let grewAt = 0;
  for (let moment = 0; line.expected > 1 && moment < MOMENTS && line.turn === turn; moment += 1) {
    const before = line.waiting.length;
    if (before > 0 && moment - grewAt >= QUIET_MOMENTS) break;
    await ports.linger();
    if (line.waiting.length > before) grewAt = moment + 1;
  }
  if (line.turn === turn) passOn(ports, line, most);
};

const passOn = ({ stores }: Needs, line: Line, most: number): void => {
  line.turn += 1;
  const first = line.waiting.shift();
  if (first === undefined) {
    linesOf(stores).delete(line.key);
    return;
  }
  line.isBusy = true;
  const others: Waiting[] = [];
  let alerts = first.together.length;
  while (line.waiting[0] !== undefined && alerts + line.waiting[0].together.length <= most) {
    const next = line.waiting.shift() as Waiting;
    alerts += next.together.length;
    others.push(next);
  }
  first.told({ others });
};
