import { gzipSync } from 'node:zlib';
import fc from 'fast-check';

/** Damage to the bytes of a body, before anything has read them as JSON. */
const KINDS = [
  'cut',
  'flip',
  'insert',
  'delete',
  'invalid-utf8',
  'bom',
  'utf16',
  'deep',
  'closed-deep',
  'duplicate-key',
  'huge-number',
  'form',
  'multipart',
  'gzip',
  'cut-gzip',
  'twice',
  'in-text',
  'trailing',
  'escape',
] as const;

export interface ByteChange {
  readonly kind: (typeof KINDS)[number];
  readonly at: number;
  readonly with: number;
}

export const byteChanges: fc.Arbitrary<ByteChange[]> = fc.array(
  fc.record({ kind: fc.constantFrom(...KINDS), at: fc.nat(), with: fc.nat() }),
  { minLength: 1, maxLength: 3 },
);

const INVALID: readonly (readonly number[])[] = [
  [0xff],
  [0xfe, 0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf4, 0x90, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
];

const SYNTAX = '{}[]",:\\ \0\t0-+.eEntf\'`/';
const FIELDS = ['payload', 'data', 'json', 'message', '__proto__', 'a'];
const NUMBERS = [
  '9'.repeat(400),
  '1e400',
  '-1e-400',
  '0.'.padEnd(400, '1'),
  '-0',
  '1E999999999',
  '007',
  '0x10',
  'NaN',
  '1_000',
];
const ESCAPES = ['\\ud800', '\\u0000', '\\x00', '\\', '\\u12', '\\"', '\\/', '\\u2028'];

const of = <T>(list: readonly T[], index: number): T => list[index % list.length] as T;

const spliced = (bytes: Buffer, at: number, removed: number, added: Uint8Array): Buffer => {
  const from = at % (bytes.length + 1);
  return Buffer.concat([bytes.subarray(0, from), added, bytes.subarray(from + removed)]);
};

/** Behind the place, so that it damages what is there and not always the first. */
const replacedBehind = (bytes: Buffer, at: number, pattern: RegExp, by: (found: string) => string): Buffer => {
  const text = bytes.toString('utf8');
  const from = at % (text.length + 1);
  return Buffer.from(text.slice(0, from) + text.slice(from).replace(pattern, by));
};

const apply = (bytes: Buffer, { kind, at, with: how }: ByteChange): Buffer => {
  switch (kind) {
    case 'cut':
      return bytes.subarray(0, at % (bytes.length + 1));
    case 'flip': {
      const copy = Buffer.from(bytes);
      if (copy.length > 0) copy[at % copy.length] = (copy[at % copy.length] as number) ^ (1 << (how % 8));
      return copy;
    }
    case 'insert':
      return spliced(bytes, at, 0, Buffer.from(of([...SYNTAX], how)));
    case 'delete':
      return spliced(bytes, at, 1 + (how % 8), Buffer.alloc(0));
    case 'invalid-utf8':
      return spliced(bytes, at, how % 2, Buffer.from(of(INVALID, how >>> 1)));
    case 'bom':
      return Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), bytes]);
    case 'utf16':
      return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(bytes.toString('utf8'), 'utf16le')]);
    case 'deep':
      return spliced(
        bytes,
        how % 2 === 0 ? 0 : at,
        0,
        Buffer.from(of(['[', '{"a":', '[{"a":'], how >>> 1).repeat(3000)),
      );
    case 'closed-deep':
      return replacedBehind(bytes, at, /:/, () => `:${'['.repeat(how % 200)}0${']'.repeat(how % 200)},"x":`);
    case 'duplicate-key':
      return replacedBehind(
        bytes,
        at,
        /"([A-Za-z_]{1,40})":/,
        (found) => `${found}${of(['1', 'null', '[]', '{}', '""'], how)},${found}`,
      );
    case 'huge-number':
      return replacedBehind(bytes, at, /\d+/, () => of(NUMBERS, how));
    case 'form':
      return Buffer.from(`${of(FIELDS, how)}=${encodeURIComponent(bytes.toString('utf8'))}&b=%zz%ff&=c&&__proto__=1`);
    case 'multipart':
      return Buffer.from(
        `--b\r\nContent-Disposition: form-data; name="${of(FIELDS, how)}"\r\n\r\n${bytes.toString('utf8')}\r\n--b${at % 2 === 0 ? '--' : ''}\r\n`,
      );
    case 'gzip':
      return gzipSync(bytes);
    case 'cut-gzip':
      return gzipSync(bytes).subarray(0, at % 200);
    case 'twice':
      return Buffer.concat([bytes, bytes]);
    case 'in-text':
      return Buffer.from(JSON.stringify(bytes.toString('utf8')));
    case 'trailing':
      return Buffer.concat([bytes, Buffer.from(of([',', '\0', ' \n', '}', '//', '\u2028'], how))]);
    case 'escape':
      return replacedBehind(bytes, at, /"[^"]/, (found) => `${found}${of(ESCAPES, how)}`);
  }
};

/** The bytes with these changes made one after the other. */
export const damagedBytes = (body: string, made: readonly ByteChange[]): Buffer =>
  made.reduce(apply, Buffer.from(body));
