import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { sortableIds } from '../../adapters/ids/sortable-ids.ts';
import { derivedAccessTokens } from '../../adapters/secrets/derived-access-tokens.ts';
import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { createApi } from '../../api/create-api.ts';
import { VirtualClock } from '../../asl/clock/index.ts';
import { loadConfiguration } from '../../config/load.ts';
import { readConfiguration } from '../../config/read-configuration.ts';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { authenticateBearer } from '../../embedded/authenticate.ts';
import { openDataDirectory } from '../../embedded/data-directory.ts';
import { createDispatch } from '../../embedded/dispatch.ts';
import { createEmbedded, type Embedded } from '../../embedded/muster.ts';

const FIXTURES = resolve(import.meta.dirname, '../fixtures/upgrade');

/** A part of what was kept of a commit. */
export const keptIn = (commit: string, part: 'configuration' | 'data' | 'expected.json'): string =>
  join(FIXTURES, commit, part);

/** The commits of which a data directory was kept. */
export const KEPT_COMMITS: readonly string[] = readdirSync(FIXTURES).filter((name) => !name.includes('.'));

interface ExpectedPaging {
  readonly pagingId: string;
  readonly purpose: string;
  readonly status: string;
  readonly level: number;
  readonly acknowledgeBy: string;
  /** As `person@level`. */
  readonly people: readonly string[];
}

export interface ExpectedIncident {
  readonly incidentId: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly major: string;
  readonly severity: string;
  readonly serviceId: string;
  readonly environment: string;
  readonly firing: number;
  readonly seq: number;
  /** The seal of its last commit. */
  readonly hash: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly pagings: readonly ExpectedPaging[];
}

/** What the old Muster said of itself before it was stopped. */
export interface Expected {
  /** When it was stopped. */
  readonly at: string;
  /** The body of the group that its Alertmanager had sent. */
  readonly group: string;
  readonly sending: { readonly generic: string; readonly alertmanager: string; readonly pagerduty: string };
  readonly incidents: readonly ExpectedIncident[];
  readonly alerts: readonly {
    readonly alertId: string;
    readonly title: string;
    readonly status: string;
    readonly incidentId: string;
  }[];
  readonly quarantined: number;
  readonly messages: number;
}

/** A message as it lies in the outbox. */
export interface KeptMessage {
  readonly at: string;
  readonly channel: string;
  readonly address: string;
  readonly idempotencyKey: string;
  readonly text: string;
  readonly data?: {
    readonly acknowledgeUrl?: string;
    readonly incident?: { readonly number: string };
    readonly page?: { readonly id: string; readonly level: number; readonly purpose: string };
  };
}

/** This Muster on a copy of a data directory that an earlier one left, on a clock that the test turns. */
export class Upgraded {
  readonly expected: Expected;
  readonly failures: string[] = [];
  readonly clock: VirtualClock;
  private readonly directory = mkdtempSync(join(tmpdir(), 'muster-upgrade-'));
  private readonly configurationDirectory: string;
  private embedded: Embedded | undefined;
  private dispatch: ReturnType<typeof createDispatch> | undefined;
  private token = '';

  private constructor(commit: string) {
    this.configurationDirectory = keptIn(commit, 'configuration');
    this.expected = JSON.parse(readFileSync(keptIn(commit, 'expected.json'), 'utf8')) as Expected;
    cpSync(keptIn(commit, 'data'), this.directory, { recursive: true });
    this.clock = new VirtualClock({ startMs: Date.parse(this.expected.at), settle: () => this.settled() });
  }

  /** @param seconds for which nothing ran */
  static async from(commit: string, seconds: number): Promise<Upgraded> {
    const upgraded = new Upgraded(commit);
    await upgraded.clock.advanceBy(seconds * 1000);
    await upgraded.open();
    return upgraded;
  }

  private async open(): Promise<void> {
    const configuration: Configuration = await readConfiguration(loadConfiguration(this.configurationDirectory));
    const directory = openDataDirectory(this.directory);
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
      publicUrl: 'https://muster.example.com',
      webhook: { send: () => Promise.resolve({ sent: true }) },
    });
    const keys = derivedIntegrationKeys(() => Promise.resolve(directory.masterKey), embedded.ports.configuration);
    const accessTokens = derivedAccessTokens(() => Promise.resolve(directory.masterKey), embedded.ports);
    const api = createApi({
      ports: embedded.ports,
      authenticate: authenticateBearer(directory, (token) => accessTokens.principalOf(token)),
      extras: { outbox: (limit) => embedded.outbox.list(limit), integrationKeys: keys },
    });
    this.token = directory.adminToken;
    this.dispatch = createDispatch({ embedded, keys, api, newId });
    await embedded.start();
    this.embedded = embedded;
    await this.settled();
  }

  async end(): Promise<void> {
    await this.embedded?.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** A request as it comes over HTTP, an administrator's where it is for the API. */
  async ask(method: string, path: string, body?: unknown): Promise<{ readonly status: number; readonly text: string }> {
    const answer = await this.dispatch?.({
      method,
      path,
      query: '',
      headers: {
        'content-type': 'application/json',
        host: 'muster.example.com',
        ...(path.startsWith('/v1/') && { authorization: `Bearer ${this.token}` }),
      },
      body: Buffer.from(body === undefined ? '' : typeof body === 'string' ? body : JSON.stringify(body)),
      address: '127.0.0.1',
    });
    await this.settled();
    const text = await new Response(answer?.body).text();
    return { status: answer?.status ?? 0, text };
  }

  async get<T>(path: string): Promise<T> {
    const { status, text } = await this.ask('GET', path);
    if (status !== 200) throw new Error(`${path} was answered ${status}: ${text}`);
    return JSON.parse(text) as T;
  }

  async items<T>(path: string): Promise<T[]> {
    return (await this.get<{ readonly items: T[] }>(path)).items;
  }

  /** Every message that ever left, the old ones first. */
  messages(): KeptMessage[] {
    const outbox = join(this.directory, 'outbox');
    return readdirSync(outbox)
      .filter((name) => name.endsWith('.json'))
      .sort()
      .map((name) => JSON.parse(readFileSync(join(outbox, name), 'utf8')) as KeptMessage);
  }

  /** What left since the upgrade, as `number purpose level address`; other messages by their first words. */
  sentSince(): string[] {
    return this.messages()
      .slice(this.expected.messages)
      .map(({ address, data, text }) =>
        data?.page
          ? `${data.incident?.number} ${data.page.purpose} ${data.page.level} ${address}`
          : `${text.slice(0, 40)} ${address}`,
      );
  }

  async pass(minutes: number): Promise<void> {
    await this.clock.advanceBy(minutes * 60_000);
  }

  /** Resolves when nothing moves without the clock. */
  private async settled(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await this.embedded?.idle();
    }
  }
}
