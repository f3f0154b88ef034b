import { type ConnectionOptions, givenToken, tokenOf, urlOf } from './connection.ts';
import { tokenOfSession } from './sign-in/renew.ts';
import { sessionAt } from './sign-in/sessions.ts';
import { CommandFailed, EXIT, type Terminal } from './terminal.ts';

interface ProblemBody {
  readonly title?: string;
  readonly detail?: string;
  readonly code?: string;
  readonly errors?: readonly { path: string; reason: string }[];
}

/** What to do about a refusal that does not say so itself. */
const ADVICE: Readonly<Record<string, string>> = {
  unauthenticated:
    'Sign in with `muster login`, or give a token with --token, MUSTER_TOKEN or a profile (`muster profile set`).',
  'not-permitted': 'Ask somebody who has that role, or use another token.',
  'incident-not-found': '`muster incident list` shows those there are.',
  'version-conflict': 'Look at it again with `muster incident show`, and repeat.',
  'idempotency-conflict': 'Leave out --idempotency-key, or use a new one.',
  unavailable: 'Try again in a moment.',
};

/** @throws CommandFailed with what was refused and what to do */
const refuse = async (response: Response): Promise<never> => {
  const body = (await response.json().catch(() => ({}))) as ProblemBody;
  const what = body.detail ?? body.title ?? `The server answered ${response.status}.`;
  // As a rule the sentence has said it all.
  const reasons = (body.errors ?? [])
    .filter(({ reason }) => !what.toLowerCase().includes(reason.toLowerCase()))
    .map(({ path, reason }) => `\n  ${path === '' ? '(body)' : path}: ${reason}`)
    .join('');
  throw new CommandFailed(`${what}${reasons}`, ADVICE[body.code ?? ''], EXIT.refused, body.code);
};

/** Sends, and says in words why nothing could be reached. */
export const reach = async (terminal: Terminal, url: URL, init: RequestInit): Promise<Response> => {
  try {
    return await terminal.fetch(url, init);
  } catch (error) {
    const { cause } = error as { cause?: { code?: string; message?: string } };
    const why = cause?.code === 'ECONNREFUSED' ? 'nothing listens there' : (cause?.message ?? (error as Error).message);
    throw new CommandFailed(
      `${url.origin} cannot be reached: ${why}.`,
      'Start Muster with `npm start` (installed: `muster start`), or say where it is with --url, --profile or MUSTER_URL.',
    );
  }
};

/** The HTTP API, as the commands use it. */
export class ApiClient {
  readonly #terminal: Terminal;
  readonly #url: URL;
  readonly #options: ConnectionOptions;

  constructor(terminal: Terminal, options: ConnectionOptions) {
    this.#terminal = terminal;
    this.#url = urlOf(terminal, options);
    this.#options = options;
  }

  /** @throws CommandFailed what the server refuses */
  async get<T>(path: string): Promise<T> {
    return (await this.#send(path, {})) as T;
  }

  /** Nothing where the deployment does not serve that (501), or is older than that (404). @throws CommandFailed what the server refuses */
  async find<T>(path: string): Promise<T | undefined> {
    const response = await this.#reach(path, {});
    if (response.status === 404 || response.status === 501) return undefined;
    return (await read(response, this.#url)) as T;
  }

  /** The body of an answer as it comes. @throws CommandFailed what the server refuses */
  async download(path: string): Promise<ReadableStream> {
    const response = await this.#reach(path, {});
    if (!response.ok || response.body === null) return refuse(response);
    return response.body;
  }

  /** @throws CommandFailed what the server refuses */
  async post<T>(path: string, body: unknown, headers: Readonly<Record<string, string>> = {}): Promise<T> {
    const sent = { 'content-type': 'application/json', ...headers };
    return (await this.#send(path, { method: 'POST', headers: sent, body: JSON.stringify(body) })) as T;
  }

  /** Every item of a list, page after page, from the cursor where one is given. @throws CommandFailed what the server refuses */
  async all<T>(path: string, from?: string, asked: Readonly<Record<string, string>> = {}): Promise<T[]> {
    const items: T[] = [];
    let next = from;
    do {
      const query = new URLSearchParams({ ...asked, limit: '500', ...(next === undefined ? {} : { next }) });
      const page = await this.get<{ items: readonly T[]; next?: string }>(`${path}?${query}`);
      items.push(...page.items);
      next = page.next;
    } while (next !== undefined);
    return items;
  }

  async #reach(path: string, init: RequestInit): Promise<Response> {
    // A gateway may serve the API below a path of its own.
    const below = this.#url.pathname.replace(/\/$/, '');
    const send = (token: string | undefined): Promise<Response> => {
      const headers = token === undefined ? init.headers : { ...init.headers, authorization: `Bearer ${token}` };
      return reach(this.#terminal, new URL(`${below}${path}`, this.#url), { ...init, headers });
    };
    const session = givenToken(this.#terminal, this.#options) ? undefined : this.#session();
    if (session === undefined) return send(tokenOf(this.#terminal, this.#options, this.#url));
    const token = await tokenOfSession(this.#terminal, session);
    const response = await send(token);
    // By the clock of the server it has ended already, or a key of the issuer has: one renewal tells.
    return response.status === 401 ? send(await tokenOfSession(this.#terminal, session, token)) : response;
  }

  #session(): string | undefined {
    return sessionAt(this.#terminal, this.#options, this.#url);
  }

  async #send(path: string, init: RequestInit): Promise<unknown> {
    return read(await this.#reach(path, init), this.#url);
  }
}

const read = async (response: Response, { origin }: URL): Promise<unknown> => {
  if (!response.ok) return refuse(response);
  try {
    return await response.json();
  } catch {
    throw new CommandFailed(
      `${origin} did not answer with JSON.`,
      'Is that Muster? Say where it is with --url or MUSTER_URL.',
    );
  }
};
