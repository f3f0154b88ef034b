import { type Problem, problem } from '../domain/failure/problem.ts';
import { BodyError, parseJson } from '../intake/request/read-body.ts';

/** The largest body that is read at all. */
export const MAXIMUM_BODY_BYTES = 256 * 1024;

/** A request that cannot be taken, with the problem that says so. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly problem: Problem;

  constructor(refusal: Problem) {
    super(refusal.title);
    this.problem = refusal;
  }
}

/**
 * Reads a body as JSON, whatever media type it claims. An empty body is an empty object: most commands ask for nothing.
 *
 * @throws RequestRefused `body-too-large`, `malformed-json`, `too-deeply-nested`, or `invalid-command` for text that no store
 *   and no page could carry (NUL, half a surrogate pair)
 */
export const readJsonBody = async (request: Request): Promise<unknown> => {
  const bytes = await readBytes(request);
  if (bytes.length === 0) return {};
  const value = parse(bytes);
  const refusals: Refusal[] = [];
  checkText(value, [], refusals);
  if (refusals.length > 0)
    throw new RequestRefused(
      problem('invalid-command', 'The body holds text that cannot be kept.', { errors: refusals }),
    );
  return value;
};

/**
 * What a form of a page sends. Whatever else a body is, it is an empty form: who presses a button without one meant the button.
 *
 * @throws RequestRefused `body-too-large`, or `malformed-json` for what is not UTF-8
 */
export const readForm = async (request: Request): Promise<URLSearchParams> => {
  const bytes = await readBytes(request);
  if (!request.headers.get('content-type')?.startsWith('application/x-www-form-urlencoded'))
    return new URLSearchParams();
  const form = new URLSearchParams(new TextDecoder().decode(bytes));
  for (const [name, text] of form) form.set(name, text.replaceAll('\0', '').toWellFormed());
  return form;
};

/** Counts while it reads: the length that a sender announces proves nothing. */
const readBytes = async (request: Request): Promise<Uint8Array> => {
  const tooLarge = () =>
    new RequestRefused(problem('body-too-large', `A body is at most ${MAXIMUM_BODY_BYTES / 1024} KB.`));
  if (Number(request.headers.get('content-length') ?? 0) > MAXIMUM_BODY_BYTES) throw tooLarge();
  if (!request.body) return new Uint8Array();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body) {
    length += chunk.length;
    if (length > MAXIMUM_BODY_BYTES) throw tooLarge();
    chunks.push(chunk);
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
};

const parse = (bytes: Uint8Array): unknown => {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (error) {
    if (error instanceof BodyError) throw new RequestRefused(problem(error.code, error.message));
    throw new RequestRefused(problem('malformed-json', 'The body is not UTF-8.'));
  }
};

type Refusal = { path: string; reason: string };

/** Names of members are not looked at: the schemas refuse all that they do not know. */
const checkText = (value: unknown, path: readonly (string | number)[], refusals: Refusal[]): void => {
  if (typeof value === 'string') {
    const reason = textRefusal(value);
    if (reason) refusals.push({ path: path.join('.'), reason });
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, entry] of Object.entries(value)) checkText(entry, [...path, key], refusals);
  }
};

const textRefusal = (text: string): string | undefined => {
  if (text.includes('\0')) return 'holds a NUL character';
  return text.isWellFormed() ? undefined : 'is not well-formed Unicode: it holds half of a surrogate pair';
};
