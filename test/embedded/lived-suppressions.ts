import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sortableIds } from '../../adapters/ids/sortable-ids.ts';
import { derivedAccessTokens } from '../../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { createApi } from '../../api/create-api.ts';
import { VirtualClock } from '../../asl/clock/index.ts';
import { run } from '../../cli/program.ts';
import { authenticateBearer } from '../../embedded/authenticate.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { createDispatch } from '../../embedded/dispatch.ts';
import { createEmbedded, type Embedded } from '../../embedded/muster.ts';
import { shopWith } from '../../simulation/shop-configuration.ts';

const URL_OF_IT = 'https://muster.example.com';

/** A whole Muster that is spoken to over HTTP and by the command line alone, on a clock that the test turns. */
export class Lived {
  readonly failures: string[] = [];
  readonly clock: VirtualClock;
  readonly #directory = mkdtempSync(join(tmpdir(), 'muster-lived-'));
  readonly #paged: string[] = [];
  #embedded!: Embedded;
  #dispatch!: ReturnType<typeof createDispatch>;
  #key = '';
  #token = '';

  private constructor(at: string) {
    this.clock = new VirtualClock({ startMs: Date.parse(at), settle: () => this.#settled() });
  }

  /** @param configured what the shop's files say beside the usual */
  static async begin(at: string, configured: Record<string, unknown> = {}): Promise<Lived> {
    const lived = new Lived(at);
    await lived.#open(configured);
    return lived;
  }

  async #open(configured: Record<string, unknown>): Promise<void> {
    const configuration = shopWith({ integrations: [{ id: 'scripts', source: 'generic' }], ...configured });
    const directory = openDataDirectory(this.#directory);
    const ids = sortableIds(() => this.clock.now());
    const newId = () => ids.next();
    const embedded = createEmbedded({
      directory,
      configuration: () => configuration,
      clock: this.clock,
      newId,
      observer: {
        happened: () => {},
        failed: (what, error) => void this.failures.push(`${what}: ${String(error)}`),
      },
      publicUrl: URL_OF_IT,
      webhook: { send: () => Promise.resolve({ sent: true }) },
    });
    Object.assign(embedded.ports.transports, {
      sms: {
        send: async ({ text }: { text: string }) => {
          this.#paged.push(text);
          return { sent: true };
        },
      },
    });
    const keys = derivedIntegrationKeys(() => Promise.resolve(directory.masterKey), embedded.ports.configuration);
    const accessTokens = derivedAccessTokens(() => Promise.resolve(directory.masterKey), embedded.ports);
    const api = createApi({
      ports: embedded.ports,
      authenticate: authenticateBearer(directory, (token) => accessTokens.principalOf(token)),
      extras: { integrationKeys: keys },
    });
    this.#token = directory.adminToken;
    this.#key = (await keys.keysOf('scripts'))[0] ?? '';
    this.#dispatch = createDispatch({ embedded, keys, api, newId });
    this.#embedded = embedded;
    await embedded.start();
    await this.#settled();
  }

  async end(): Promise<void> {
    await this.#embedded.stop();
    rmSync(this.#directory, { recursive: true, force: true });
  }

  /** As the network has it: what the command line and programs use. */
  readonly fetch: typeof fetch = async (input, init) => {
    const request = new Request(input, init);
    const { pathname, search, host } = new URL(request.url);
    const answer = await this.#dispatch({
      method: request.method,
      path: pathname,
      query: search.slice(1),
      headers: { ...Object.fromEntries(request.headers), host },
      body: Buffer.from(await request.arrayBuffer()),
      address: '127.0.0.1',
    });
    await this.#settled();
    return new Response(answer.status === 204 ? null : new Response(answer.body).body, {
      status: answer.status,
      headers: answer.headers as Record<string, string>,
    });
  };

  /** @throws unless it is answered with 2xx */
  async asks<T>(method: string, path: string, body?: unknown): Promise<T> {
    const answer = await this.fetch(`${URL_OF_IT}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} ${path} was answered ${answer.status}: ${text}`);
    return JSON.parse(text) as T;
  }

  /** `muster …`; its words split at spaces, except in an array. @throws unless it is done */
  async muster(...words: string[]): Promise<string> {
    const out: string[] = [];
    const err: string[] = [];
    const terminal = {
      env: { MUSTER_URL: URL_OF_IT, MUSTER_TOKEN: this.#token, MUSTER_DATA: this.#directory },
      fetch: this.fetch,
      readInput: () => '',
      write: (text: string) => void out.push(text),
      writeError: (text: string) => void err.push(text),
      colour: false,
      timeZone: 'UTC',
    };
    const args = words.flatMap((word) => word.split(' '));
    const code = await run(terminal, args);
    if (code !== 0) throw new Error(`muster ${args.join(' ')} ended with ${code}: ${[...out, ...err].join('')}`);
    return out.join('');
  }

  /** Its sender says that something fires, or no more. @returns the id of the alert */
  async says(key: string, status: 'firing' | 'resolved' = 'firing', service = 'checkout'): Promise<string> {
    const answer = await this.fetch(`${URL_OF_IT}/in/generic/${this.#key}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ key, title: `${key} is broken`, severity: 'critical', service, status }),
    });
    if (answer.status !== 202) throw new Error(`${key} was answered ${answer.status}: ${await answer.text()}`);
    const { alerts } = (await answer.json()) as { alerts?: { alertId: string }[] };
    return alerts?.[0]?.alertId ?? '';
  }

  /** Turns the clock to this instant. */
  async until(at: string): Promise<void> {
    await this.clock.advanceBy(Date.parse(at) - this.clock.now());
  }

  /** Which of these keys people were paged for since this was asked last. */
  pagedFor(...keys: string[]): string[] {
    const texts = this.#paged.splice(0);
    return keys.filter((key) => texts.some((text) => text.includes(`${key} is broken`)));
  }

  async #settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.#embedded?.idle();
    }
  }
}
