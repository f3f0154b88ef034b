import { gunzipSync } from 'node:zlib';
import type { OtherInput } from '../../sources/source.ts';
import { formFields } from './read-form.ts';
import type { ReceivedRequest } from './received-request.ts';
import { QUERY_NAMES } from './request-tokens.ts';

/** Far above any batch that a sender makes, and far below what would stop the process from serving others. */
export const MAXIMUM_BODY_BYTES = 10 * 1024 * 1024;

/** Objects and lists within each other. The deepest known sender (AWS) stays below 12. */
export const MAXIMUM_DEPTH = 64;

/** Values in one body: 20,000 alerts of 50 values each. */
export const MAXIMUM_VALUES = 1_000_000;

export type BodyProblem = 'body-too-large' | 'malformed-json' | 'too-deeply-nested';

/** A body that is not read any further. */
export class BodyError extends Error {
  override readonly name = 'BodyError';
  readonly code: BodyProblem;

  constructor(code: BodyProblem, message: string) {
    super(message);
    this.code = code;
  }
}

const tooLarge = (maximumBytes: number): BodyError =>
  new BodyError('body-too-large', `A body may have ${maximumBytes} bytes; send fewer alerts at once.`);

const unzip = (bytes: Uint8Array, maximumBytes: number): Buffer => {
  try {
    return gunzipSync(bytes, { maxOutputLength: maximumBytes });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(maximumBytes);
    throw new BodyError('malformed-json', 'The body says that it is compressed with gzip and is not.');
  }
};

/** The body as text. Bytes that are not UTF-8 become U+FFFD: a page with an odd character is better than none. */
const textOf = (
  { body, headers, isCut }: Pick<ReceivedRequest, 'body' | 'headers' | 'isCut'>,
  maximumBytes: number,
): string => {
  if (isCut) throw tooLarge(maximumBytes);
  if (typeof body === 'string') {
    if (body.length > maximumBytes || Buffer.byteLength(body) > maximumBytes) throw tooLarge(maximumBytes);
    return body;
  }
  if (body.byteLength > maximumBytes) throw tooLarge(maximumBytes);
  const bytes = headers['content-encoding']?.toLowerCase() === 'gzip' ? unzip(body, maximumBytes) : body;
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
};

/**
 * True when a value is nested deeper or holds more values than a sender of alerts needs. Descends no further than
 * `MAXIMUM_DEPTH`, so that it cannot exhaust the stack itself.
 */
export const isExcessive = (root: unknown): boolean => {
  let values = 0;
  const exceeds = (value: object, depth: number): boolean => {
    if (depth > MAXIMUM_DEPTH) return true;
    if (Array.isArray(value)) {
      values += value.length;
      if (values > MAXIMUM_VALUES) return true;
      for (const item of value) if (typeof item === 'object' && item !== null && exceeds(item, depth + 1)) return true;
      return false;
    }
    for (const name in value) {
      values += 1;
      const item = (value as Record<string, unknown>)[name];
      if (typeof item === 'object' && item !== null && exceeds(item, depth + 1)) return true;
    }
    return values > MAXIMUM_VALUES;
  };
  return typeof root === 'object' && root !== null && exceeds(root, 1);
};

/**
 * JSON, checked so that everything after it may walk it. V8 parses without recursion, however deep. Of equal names in
 * one object the last counts, as ECMA-262 has it.
 *
 * @throws BodyError
 */
export const parseJson = (text: string): unknown => {
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch {
    throw new BodyError('malformed-json', text.trim() === '' ? 'The body is empty.' : 'The body is not JSON.');
  }
  if (isExcessive(value)) {
    const detail = `A body may be nested ${MAXIMUM_DEPTH} deep and hold ${MAXIMUM_VALUES} values.`;
    throw new BodyError('too-deeply-nested', detail);
  }
  return value;
};

/** Around the JSON of a message may stand so much text: a log line, a fence, the name of a variable. */
const LONGEST_WRAPPING = 1024;

/** A text may be JSON, or a text. */
const withinText = (value: string): unknown => {
  if (!/^\s*[[{]/.test(value)) return value;
  try {
    return parseJson(value);
  } catch (error) {
    if (error instanceof BodyError && error.code === 'malformed-json') return value;
    throw error;
  }
};

/** A form names its first field before anything else; multipart forms begin with their boundary. */
const mayBeForm = (text: string): boolean => {
  const [equals, brace] = [text.indexOf('='), text.search(/[[{]/)];
  return text.startsWith('--') || brace < 0 || (equals >= 0 && equals < brace);
};

/**
 * JSON that stands between other text.
 *
 * @throws BodyError what is wrong with the whole, where there is none
 */
const withoutWrapping = (text: string, wrong: BodyError): unknown => {
  const begin = text.search(/[[{]/);
  const end = Math.max(text.lastIndexOf('}'), text.lastIndexOf(']'));
  const around = begin + text.length - 1 - end;
  if (begin < 0 || end < begin || around === 0 || around > LONGEST_WRAPPING) throw wrong;
  try {
    return parseJson(text.slice(begin, end + 1));
  } catch {
    throw wrong;
  }
};

/**
 * The body as JSON, whatever its content type says: netdata sends JSON as a form, SNS as plain text.
 *
 * @throws BodyError
 */
export const readJsonBody = (
  request: Pick<ReceivedRequest, 'body' | 'headers' | 'isCut'>,
  maximumBytes = MAXIMUM_BODY_BYTES,
): unknown => parseJson(textOf(request, maximumBytes));

/** A form is its fields, or the one of them that holds the message as JSON. */
const formBody = (text: string, jsonFields: readonly string[]): unknown => {
  const fields = formFields(text);
  const json = fields && jsonFields.map((name) => fields[name]).find((value) => value !== undefined);
  return json === undefined ? fields : parseJson(json);
};

/** The query without what may be the key, which is nobody's to keep. */
const queryBody = (query: ReceivedRequest['query']): unknown => {
  const fields = Object.entries(query).filter(([name]) => !QUERY_NAMES.includes(name));
  return fields.length === 0 ? undefined : Object.fromEntries(fields);
};

/**
 * The message in a request: JSON wherever the body is JSON, also where somebody wrapped it once; else, of a source that says its
 * sender may send so, a form or the query.
 *
 * @throws BodyError
 */
export const readMessage = (
  request: Pick<ReceivedRequest, 'method' | 'query' | 'body' | 'headers' | 'isCut'>,
  { form, query }: OtherInput = {},
  maximumBytes = MAXIMUM_BODY_BYTES,
): unknown => {
  const text = textOf(request, maximumBytes);
  try {
    const body = parseJson(text);
    return typeof body === 'string' ? withinText(body) : body;
  } catch (error) {
    if (!(error instanceof BodyError) || error.code !== 'malformed-json') throw error;
    const isEmpty = text.trim() === '';
    const other = isEmpty
      ? query && queryBody(request.query)
      : mayBeForm(text)
        ? form && formBody(text, form)
        : undefined;
    return other === undefined ? withoutWrapping(text, error) : other;
  }
};
