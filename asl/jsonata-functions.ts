import { createHash, randomUUID } from 'node:crypto';

/** The node:crypto name of each algorithm that `$hash` takes; the names are case-sensitive, as on AWS. */
const HASH_ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** AWS refuses one element more. */
const LONGEST_RANGE = 360_145;

/**
 * The functions that Step Functions adds to JSONata, by name without the `$`. An argument that AWS answers with
 * nothing gives undefined; one that it refuses throws. `random` gives numbers in [0, 1).
 */
export function stepFunctionsFunctions(random: () => number): Record<string, (...args: unknown[]) => unknown> {
  return {
    partition,
    range,
    hash,
    random: (seed) => (seed === undefined ? random() : seededRandom(asNumber('random', seed))),
    uuid: () => randomUUID(),
    parse: (text) => (text === undefined ? undefined : JSON.parse(asString('parse', text))),
  };
}

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined || size === undefined) return undefined;
  const items: unknown[] = Array.isArray(array) ? array : [array];
  const length = Math.trunc(asNumber('partition', size));
  if (length <= 0 || items.length === 0) return undefined;
  return Array.from({ length: Math.ceil(items.length / length) }, (_, index) =>
    items.slice(index * length, (index + 1) * length),
  );
}

function range(start: unknown, end: unknown, step: unknown): unknown {
  if (start === undefined || end === undefined || step === undefined) return undefined;
  const [first, last, stride] = [start, end, step].map((value) => Math.trunc(asNumber('range', value)));
  if (first === undefined || last === undefined || !stride) return undefined;
  const length = Math.floor((last - first) / stride) + 1;
  if (length <= 0) return undefined;
  if (length > LONGEST_RANGE) throw new RangeError('Expression evaluation memory limit exceeded');
  const values = Array.from({ length }, (_, index) => first + index * stride);
  return length === 1 ? first : values;
}

function hash(text: unknown, algorithm: unknown): unknown {
  if (text === undefined || algorithm === undefined) return undefined;
  const name = asString('hash', algorithm);
  const digest = Object.hasOwn(HASH_ALGORITHMS, name) ? HASH_ALGORITHMS[name] : undefined;
  if (digest === undefined) {
    throw new TypeError(`$hash knows ${Object.keys(HASH_ALGORITHMS).join(', ')}, not '${name}'`);
  }
  return createHash(digest).update(asString('hash', text)).digest('hex');
}

/** mulberry32: the same seed gives the same number. AWS does not say which generator it uses, so values differ there. */
function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

function asNumber(name: string, value: unknown): number {
  if (typeof value !== 'number') throw new TypeError(`$${name} takes a number, got ${typeof value}`);
  return value;
}

function asString(name: string, value: unknown): string {
  if (typeof value !== 'string') throw new TypeError(`$${name} takes a string, got ${typeof value}`);
  return value;
}
