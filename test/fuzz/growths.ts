/** A body that can be had in any size. */
export interface Grows {
  readonly what: string;
  /** The smallest of the sizes that are compared; the largest is eight times that. */
  readonly from: number;
  readonly at: (size: number) => unknown;
  /** Whether the largest body that is accepted is also tried in this shape. */
  readonly large: boolean;
}

type Path = readonly (string | number)[];

/** What a regular expression or a loop may trip over when there is much of it. */
const FILLERS = ['a', ' ', '/', '{a', ',x:', '\u{1f4a9}', '\ud800', 'certificate '];

const valueAt = (root: unknown, path: Path): unknown =>
  path.reduce<unknown>((value, name) => (value as Record<string | number, unknown>)[name], root);

/** A copy of the body in which something else stands at the path. */
const replacedAt = (root: unknown, path: Path, by: (now: unknown) => unknown): unknown => {
  const [name, ...rest] = path;
  if (name === undefined) return by(root);
  const inside = replacedAt((root as Record<string | number, unknown>)[name], rest, by);
  return Array.isArray(root) ? root.with(Number(name), inside) : { ...(root as object), [name]: inside };
};

const pathsIn = (value: unknown, path: Path = []): Path[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const names = Array.isArray(value) ? [...value.keys()].slice(0, 2) : Object.keys(value);
  const inside = names.flatMap((name) => pathsIn((value as Record<string | number, unknown>)[name], [...path, name]));
  return [path, ...inside];
};

const keys = (count: number, value: unknown): Record<string, unknown> =>
  Object.fromEntries(Array.from({ length: count }, (_, i) => [`key-${i}`, value]));

const CHARACTERS = 32_768;
/** Enough that objects are hash tables at all sizes. */
const MEMBERS = 4000;

const textGrows = (what: string, body: unknown, path: Path): Grows[] =>
  FILLERS.map((filler) => ({
    what: `${what} of ${JSON.stringify(filler)}`,
    from: CHARACTERS,
    large: filler === 'a' || filler === '/' || filler === 'certificate ',
    at: (size) => replacedAt(body, path, (now) => `${now}${filler.repeat(Math.ceil(size / filler.length))}`),
  }));

const listGrows = (what: string, body: unknown, path: Path, list: readonly unknown[]): Grows[] => {
  const entries: readonly (readonly [string, unknown])[] = [
    ['its own', list[0] ?? {}],
    ['numbers', 7],
    ['{}', {}],
  ];
  return entries.map(([called, entry]) => ({
    what: `${what} of ${called}`,
    from: MEMBERS,
    large: true,
    at: (size) => replacedAt(body, path, () => new Array(size).fill(entry)),
  }));
};

const objectGrows = (what: string, body: unknown, path: Path): Grows[] =>
  ['x', { a: [1] }].map((value) => ({
    what: `${what} with members of ${JSON.stringify(value)}`,
    from: MEMBERS,
    large: true,
    at: (size) => replacedAt(body, path, (now) => ({ ...keys(size, value), ...(now as object) })),
  }));

/** All lists at once, and as many members of the whole: what costs one for each of both costs their product. */
const bothGrow = (what: string, body: unknown, lists: readonly Path[]): Grows[] =>
  lists.flatMap((path) =>
    [{}, 7].map((entry) => ({
      what: `${what}, both ${path.join('.')} of ${JSON.stringify(entry)} and all around it`,
      from: MEMBERS,
      large: true,
      at: (size: number) => {
        const grown = replacedAt(body, path, () => new Array(size).fill(entry));
        const around = path.slice(0, -1).map((_, depth) => path.slice(0, depth));
        return [...around, path.slice(0, -1)].reduce(
          (root, one) => replacedAt(root, one, (now) => ({ ...keys(size, 'x'), ...(now as object) })),
          grown,
        );
      },
    })),
  );

/** Every way in which a fixture can grow: each text, each list, each object, and lists with what is around them. */
export const growthsOf = (name: string, body: unknown): Grows[] => {
  const paths = pathsIn(body);
  const called = (path: Path): string => `${name} ${path.join('.') || 'itself'}`;
  const grows = paths.flatMap((path): Grows[] => {
    const value = valueAt(body, path);
    if (typeof value === 'string') return textGrows(called(path), body, path);
    if (Array.isArray(value)) return listGrows(called(path), body, path, value);
    return typeof value === 'object' && value !== null ? objectGrows(called(path), body, path) : [];
  });
  const plain = (path: Path): boolean => path.every((part) => typeof part === 'string');
  const lists = paths.filter((path) => plain(path) && path.length > 0 && Array.isArray(valueAt(body, path)));
  return [...grows, ...bothGrow(name, body, lists)];
};

const repeated =
  (before: string, part: string, after = '') =>
  (size: number): string =>
    before + part.repeat(Math.ceil(size / part.length)) + after;

/** Bodies as text, from an open bracket a million times to a form of nothing but separators. */
export const TEXTS: readonly Grows[] = (
  [
    ['open brackets', repeated('', '[')],
    ['nested lists', (size: number) => '['.repeat(size / 2) + ']'.repeat(size / 2)],
    ['nested objects', (size: number) => '{"a":'.repeat(size / 6) + 0 + '}'.repeat(size / 6)],
    ['one key, again and again', repeated('{', '"a":1,', '"a":1}')],
    ['different keys', (size: number) => JSON.stringify(keys(Math.ceil(size / 14), 1))],
    [
      'keys that are numbers',
      (size: number) => `{${Array.from({ length: Math.ceil(size / 10) }, (_, i) => `"${i * 7}":1`).join()}}`,
    ],
    ['a long number', repeated('{"title":', '9', '}')],
    ['a long fraction', repeated('{"title":0.', '7', '}')],
    ['white space', repeated('', ' ')],
    ['white space in front', repeated('', ' \n', '{"title":"a"}')],
    ['escapes', repeated('{"title":"', '\\u0000', '"}')],
    ['half pairs', repeated('{"title":"', '\\ud800', '"}')],
    ['an open text', repeated('{"title":"', 'a')],
    [
      'JSON in JSON',
      (size: number) => JSON.stringify({ title: 'a', data: '['.repeat(size), alerts: '{'.repeat(size) }),
    ],
    ['fields of a form', repeated('', 'a=b&')],
    ['percent signs', repeated('a=', '%')],
    ['separators', repeated('=', '&')],
    ['parts', repeated('--b\r\n', 'Content-Disposition: form-data; name="a"\r\n\r\nx\r\n--b\r\n', '--b--')],
    ['parts without an end', repeated('--b\r\n', '\r\n--b')],
    ['dashes', repeated('--', '-')],
    ['a header without an end', repeated('--b\r\n', ' name="')],
    ['bytes that are no text', repeated('', '\ufffd')],
  ] as const
).map(([what, at]) => ({ what, from: 131_072, large: false, at: at as (size: number) => string }));
