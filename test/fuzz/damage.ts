import fc from 'fast-check';

/**
 * Damage to a parsed body, as many small changes of it: what a sender of another version, a template with a mistake or
 * somebody hostile makes of a message. Each change is numbers only, so that a failure prints small and shrinks well.
 */
const KINDS = [
  'drop',
  'replace',
  'retype',
  'truncate',
  'grow',
  'nest',
  'unicode',
  'repeat',
  'rename',
  'number',
  'instant',
] as const;

export interface Change {
  readonly kind: (typeof KINDS)[number];
  /** Which place, and what is done there; taken modulo what there is. */
  readonly at: number;
  readonly with: number;
  readonly value: unknown;
}

const INHERITED = { ['__proto__']: { polluted: 'yes' }, constructor: 'x', toString: 1, valueOf: null, length: -1 };

const JUNK: readonly unknown[] = [
  null,
  true,
  false,
  0,
  '',
  ' ',
  '\0',
  'constructor',
  '__proto__',
  [],
  {},
  [null],
  [[]],
  INHERITED,
  [INHERITED],
  JSON.parse('{"__proto__":{"polluted":"yes"},"hasOwnProperty":0}'),
  'x'.repeat(20_000),
  '/'.repeat(20_000),
  '<script>alert(1)</script>',
  'javascript:alert(1)',
  'https://example.org/?'.padEnd(3000, 'a'),
];

const NUMBERS: readonly number[] = [
  0,
  -0,
  -1,
  0.1,
  1e21,
  1e308,
  -1e308,
  5e-324,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  Number.MAX_SAFE_INTEGER + 1,
  2 ** 31,
  -(2 ** 31) - 1,
  2 ** 32,
  99_999_999_999,
  100_000_000_000,
  253_402_300_799_999,
  253_402_300_800_000,
  8_640_000_000_000_001,
];

const INSTANTS: readonly string[] = [
  '0001-01-01T00:00:00Z',
  '0000-00-00T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '9999-12-31T23:59:59Z',
  '+275760-09-13T00:00:00.001Z',
  '-000001-01-01T00:00:00Z',
  '2026-02-30T25:61:61Z',
  '2026-11-21T23:59:60Z',
  '2026-11-21T19:04:40.98900000000000000000000000000000Z',
  '2026-11-21T19:04:40+99:99',
  '2026-11-21 19:04',
  '2026-11-21',
  'Sat, 21 Nov 2026 19:04:40 GMT',
  'Sat Nov 21 2026',
  'now',
  '20261121T190440Z',
  '1795287600',
  '1795287600000000000',
  '٢٠٢٦-١١-٢١T19:04:40Z',
];

/** Halves of pairs, NUL, direction marks, combining marks, what is several code units, what lower case makes longer. */
const UNICODE: readonly string[] = [
  '\ud800',
  '\udc00',
  '\udc00\ud800',
  '\0',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ufffd',
  '\u{1f4a9}',
  '\u{e0001}',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  'e'.padEnd(500, '\u0301'),
  'İ',
  'ß',
  '\u00a0',
  '\r\n',
  '\u001b[31m',
];

const NAMES: readonly string[] = [
  '__proto__',
  'constructor',
  'toString',
  'length',
  '',
  ' ',
  '\0',
  '0',
  '\ud800',
  'then',
];

export const change: fc.Arbitrary<Change> = fc.record({
  kind: fc.constantFrom(...KINDS),
  at: fc.nat(),
  with: fc.nat(),
  value: fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...JUNK) },
    { weight: 1, arbitrary: fc.string({ unit: 'binary' }) },
    { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
  ),
});

/** One to five changes of one body. */
export const changes: fc.Arbitrary<Change[]> = fc.array(change, { minLength: 1, maxLength: 5 });

type Place = { readonly holder: Record<string, unknown>; readonly name: string };

const MOST_PLACES = 2000;

const placesIn = (root: object): Place[] => {
  const places: Place[] = [];
  const waiting: object[] = [root];
  for (let holder = waiting.pop(); holder !== undefined && places.length < MOST_PLACES; holder = waiting.pop()) {
    for (const name of Object.keys(holder)) {
      places.push({ holder: holder as Record<string, unknown>, name });
      const inside = (holder as Record<string, unknown>)[name];
      if (typeof inside === 'object' && inside !== null) waiting.push(inside);
    }
  }
  return places;
};

const of = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

/** Also where the name is `__proto__`: assigning would set the prototype instead. */
const put = (holder: object, name: string, value: unknown): void => {
  Object.defineProperty(holder, name, { value, writable: true, enumerable: true, configurable: true });
};

const DEPTH = 60;

const nested = (value: unknown): unknown => {
  let result = value;
  for (let depth = 0; depth < DEPTH; depth += 1) result = depth % 2 === 0 ? [result] : { a: result };
  return result;
};

const retyped = (value: unknown, how: number): unknown => {
  if (Array.isArray(value)) return how % 2 === 0 ? { ...value } : JSON.stringify(value);
  if (typeof value === 'object' && value !== null)
    return of([Object.values(value), Object.entries(value), JSON.stringify(value)], how);
  if (typeof value === 'string')
    return of<unknown>([[value], { value }, value.length, value === '', { [value]: value }], how);
  return of<unknown>([String(value), [value], { value }, null], how);
};

const grown = (value: unknown, how: number): unknown => {
  if (typeof value === 'string')
    return value === '' ? 'y'.repeat(10_000) : value.repeat(Math.ceil(10_000 / value.length));
  if (Array.isArray(value))
    return Array.from({ length: Math.min(500, value.length * 50) }, (_, i) => value[i % value.length]);
  if (typeof value === 'object' && value !== null) {
    return {
      ...Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`${how % 2 === 0 ? 'k' : ''}${i}`, `v${i}`])),
      ...value,
    };
  }
  return typeof value === 'number' ? value * 1e9 : value;
};

const withUnicode = (value: unknown, how: number): unknown => {
  if (typeof value !== 'string') return of(UNICODE, how);
  const at = (how >>> 8) % (value.length + 1);
  return value.slice(0, at) + of(UNICODE, how) + value.slice(at);
};

const truncated = (value: unknown, how: number): unknown => {
  if (typeof value === 'string') return value.slice(0, how % (value.length + 1));
  return Array.isArray(value) ? value.slice(0, how % (value.length + 1)) : null;
};

/** What stands at a place after the change. */
const replaced = (now: unknown, { kind, value, with: how }: Change): unknown => {
  switch (kind) {
    case 'retype':
      return retyped(now, how);
    case 'truncate':
      return truncated(now, how);
    case 'grow':
      return grown(now, how);
    case 'nest':
      return nested(now);
    case 'unicode':
      return withUnicode(now, how);
    case 'repeat':
      return [now, now, structuredClone(value)];
    case 'number':
      return how % 2 === 0 ? of(NUMBERS, how >>> 1) : String(of(NUMBERS, how >>> 1));
    case 'instant':
      return of(INSTANTS, how);
    default:
      return structuredClone(value);
  }
};

const apply = ({ holder, name }: Place, made: Change): void => {
  const now = holder[name];
  if (made.kind !== 'drop' && made.kind !== 'rename') put(holder, name, replaced(now, made));
  else if (Array.isArray(holder)) holder.splice(Number(name), 1, ...(made.kind === 'rename' ? [now, now] : []));
  else {
    delete holder[name];
    if (made.kind === 'rename') put(holder, made.with % 3 === 0 ? name.toUpperCase() : of(NAMES, made.with), now);
  }
};

/** A copy of the body with these changes made one after the other. */
export const damaged = (body: unknown, made: readonly Change[]): unknown => {
  const root = { body: structuredClone(body) };
  for (const one of made) {
    const places = placesIn(root);
    if (places.length > 0) apply(of(places, one.at), one);
  }
  return root.body;
};
