import { BodyError, MAXIMUM_BODY_BYTES, readMessage } from '../../intake/request/read-body.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixturesOf, integrationOf, type SourceFixture } from '../fakes/source-fixtures.ts';
import { type Grows, growthsOf, TEXTS } from './growths.ts';

/** Time may grow with the size to this power: 1 is linear, and the rest is caches, the collector and neighbours. */
const LARGEST_EXPONENT = 1.35;

/** What takes less at the largest size is nothing, whatever its curve. */
const NOTHING_MS = 5;

/** The largest request that is accepted is read within this, JSON included. */
const LONGEST_READING_MS = 2000;

const ROUNDS = 3;
const TURNS = 8;

interface Measured {
  readonly passed: number;
  readonly failed: number;
}

const timeOf = (rounds: number, run: () => void): number => {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < rounds; i += 1) {
    const started = performance.now();
    run();
    best = Math.min(best, performance.now() - started);
    // Twice is enough for what takes so long that noise is nothing beside it.
    if (best > 100 && i > 0) break;
  }
  return best;
};

/** The slope of the logarithms: least squares over the sizes. */
const exponentOf = (points: readonly (readonly [size: number, ms: number])[]): number => {
  const logs = points.map(([size, ms]) => [Math.log(size), Math.log(Math.max(ms, 1e-4))] as const);
  const middle = (of: (point: readonly [number, number]) => number): number =>
    logs.reduce((sum, point) => sum + of(point), 0) / logs.length;
  const [x, y] = [middle(([size]) => size), middle(([, ms]) => ms)];
  const over = logs.reduce((sum, [size, ms]) => sum + (size - x) * (ms - y), 0);
  return over / logs.reduce((sum, [size]) => sum + (size - x) ** 2, 0);
};

/** How long V8 itself takes to find out what a text is: nothing of ours can take less. */
const parsesIn = (text: string, rounds: number): number =>
  timeOf(rounds, () => {
    try {
      JSON.parse(text);
    } catch {
      // Most are no JSON.
    }
  });

/** A curve is looked at closely, and again, before it is called anything but linear. */
const exponentWhereItMatters = (grows: Grows, read: (body: unknown) => void): number | undefined => {
  const at = (size: number, rounds: number): readonly [number, number] => {
    const body = grows.at(size);
    return [size, timeOf(rounds, () => read(body))];
  };
  const sizes = [1, 2, 4, 8].map((times) => times * grows.from);
  const [first, last] = [at(sizes[0] as number, 2), at(sizes[3] as number, 2)];
  if (last[1] < NOTHING_MS || exponentOf([first, last]) <= LARGEST_EXPONENT) return undefined;
  // The best of many rounds, in turns over the sizes: a busy moment of the machine then slows none of them alone.
  const best = new Map<number, number>();
  let least = Number.POSITIVE_INFINITY;
  for (let turn = 0; turn < TURNS && least > LARGEST_EXPONENT; turn += 1) {
    for (const size of sizes) best.set(size, Math.min(best.get(size) ?? Number.POSITIVE_INFINITY, at(size, ROUNDS)[1]));
    least = exponentOf([...best]);
  }
  const body = grows.at(sizes[3] as number);
  if (typeof body === 'string' && at(sizes[3] as number, ROUNDS)[1] < 2 * parsesIn(body, ROUNDS)) return undefined;
  return least > LARGEST_EXPONENT ? least : undefined;
};

const readerOf =
  (id: string) =>
  (body: unknown): void => {
    try {
      sourceById(id)?.parse({ body, headers: {}, integration: integrationOf(id), receivedAt: FIXTURE_RECEIVED_AT });
    } catch (error) {
      if (!(error instanceof NotUnderstoodError)) throw error;
    }
  };

const readText =
  (id: string) =>
  (body: unknown): void => {
    try {
      const request = { method: 'POST', query: {}, headers: {}, body: body as string };
      readerOf(id)(readMessage(request, sourceById(id)?.otherInput));
    } catch (error) {
      if (!(error instanceof BodyError)) throw error;
    }
  };

const measure = (name: string, growths: Iterable<Grows>, read: (body: unknown) => void): Measured => {
  let passed = 0;
  let failed = 0;
  for (const grows of growths) {
    const exponent = exponentWhereItMatters(grows, read);
    if (exponent === undefined) passed += 1;
    else {
      failed += 1;
      console.log(`FAILED ${name}: ${grows.what} takes time to the power of ${exponent.toFixed(2)}`);
    }
  }
  return { passed, failed };
};

/** What kind of a body of the largest size takes the longest, from its bytes to its signals. */
const longestReading = (id: string, growths: readonly Grows[]): { readonly ms: number; readonly what: string } => {
  const limit = MAXIMUM_BODY_BYTES;
  let longest = { ms: 0, what: '' };
  for (const grows of growths) {
    const unit = JSON.stringify(grows.at(grows.from * 2)).length - JSON.stringify(grows.at(grows.from)).length;
    if (unit <= 0) continue;
    const text = JSON.stringify(grows.at(Math.floor(((limit * 0.98) / unit) * grows.from)));
    if (text.length > limit) continue;
    const ms = timeOf(1, () => readText(id)(text));
    if (ms > longest.ms) longest = { ms, what: grows.what };
  }
  return longest;
};

/** The first that fires, and one of another kind. */
const typicalOf = (id: string): SourceFixture[] => {
  const fixtures = fixturesOf(id);
  const first = fixtures.find(({ name }) => name.startsWith('firing')) ?? fixtures[0];
  const other = fixtures.find(({ name }) => name.split('.')[0] !== first?.name.split('.')[0]);
  return [first, other].filter((one) => one !== undefined);
};

/**
 * Grows every text, list and object of every source's fixtures, and the texts that all sources are read from; fails where
 * the time to read them grows faster than their size.
 *
 * @param only ids of sources; all, when empty
 */
export const growthReport = (only: readonly string[]): Measured => {
  const ids = SOURCES.map(({ id }) => id).filter((id) => only.length === 0 || only.includes(id));
  let passed = 0;
  let failed = 0;
  const add = (measured: Measured): void => {
    passed += measured.passed;
    failed += measured.failed;
  };
  console.log(
    `\ngrowth: an exponent of at most ${LARGEST_EXPONENT}; the largest body in at most ${LONGEST_READING_MS} ms`,
  );
  for (const id of ids) {
    const growths = typicalOf(id).flatMap(({ name, body }) => growthsOf(name, body));
    const measured = measure(id, growths, readerOf(id));
    add(measured);
    const { ms, what } = longestReading(
      id,
      growths.filter(({ large }) => large),
    );
    if (ms > LONGEST_READING_MS) failed += 1;
    else passed += 1;
    console.log(
      `${id.padEnd(24)} ${String(measured.passed).padStart(4)} linear, ${measured.failed} not; largest body ${ms.toFixed(0).padStart(4)} ms (${what})`,
    );
  }
  for (const id of ['generic', 'uptimerobot', 'datadog'].filter((one) => ids.includes(one))) {
    add(measure(`${id} from text`, TEXTS, readText(id)));
  }
  return { passed, failed };
};
