import { readdirSync, readFileSync } from 'node:fs';
import type { Integration } from '../../domain/configuration/integration.ts';
import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { sourceById } from '../../sources/index.ts';
import type { Parsed } from '../../sources/source.ts';
import { FIXTURE_EVENT_RULES } from './event-rules.ts';

const ROOT = new URL('../fixtures/sources/', import.meta.url);

/** After every instant in the fixtures. */
export const FIXTURE_RECEIVED_AT: EpochMs = toMs('2026-11-21T20:00:00.000Z');

/** A recorded or documented request to one source; recordings also hold `rawBody`, the exact bytes as text. */
export interface SourceFixture {
  readonly name: string;
  readonly body: unknown;
  readonly rawBody?: string;
}

/** An event of AWS, as EventBridge hands it over. */
export type AwsEventBody = Record<string, unknown> & { readonly detail: Record<string, unknown> };

export const fixtureFolders = (): string[] => readdirSync(ROOT).sort();

export const fixturesOf = (sourceId: string): SourceFixture[] =>
  readdirSync(new URL(`${sourceId}/`, ROOT))
    .sort()
    .map((file) => ({
      name: file.replace(/\.json$/, ''),
      ...(JSON.parse(readFileSync(new URL(`${sourceId}/${file}`, ROOT), 'utf8')) as Omit<SourceFixture, 'name'>),
    }));

export const fixture = (sourceId: string, name: string): SourceFixture => {
  const found = fixturesOf(sourceId).find((candidate) => candidate.name === name);
  if (!found) throw new Error(`There is no fixture "${name}" of ${sourceId}.`);
  return found;
};

export const integrationOf = (source: string, changes: Partial<Integration> = {}): Integration => ({
  id: `${source}-1`,
  source,
  keyGenerations: [1],
  severityOverrides: {},
  ...(source === 'aws-events' ? { eventRules: [...FIXTURE_EVENT_RULES] } : {}),
  ...changes,
});

/** What a source makes of a body. */
export const parseWith = (
  sourceId: string,
  body: unknown,
  options: { receivedAt?: EpochMs; integration?: Partial<Integration> } = {},
): Parsed => {
  const source = sourceById(sourceId);
  if (!source) throw new Error(`There is no source "${sourceId}".`);
  const receivedAt = options.receivedAt ?? FIXTURE_RECEIVED_AT;
  return source.parse({ body, headers: {}, integration: integrationOf(sourceId, options.integration), receivedAt });
};

/** What a source makes of one of its fixtures. */
export const parseFixture = (sourceId: string, name: string): Parsed =>
  parseWith(sourceId, fixture(sourceId, name).body);

/** The first signal in one of a source's fixtures. */
export const signalOf = (sourceId: string, name: string): Signal => {
  const [signal] = parseFixture(sourceId, name).signals;
  if (!signal) throw new Error(`The fixture "${name}" of ${sourceId} holds no signal.`);
  return signal;
};

/** A fixture of an AWS event whose \`detail\` says something else. */
export const changedDetail = (sourceId: string, name: string, detail: object): AwsEventBody => {
  const body = structuredClone(fixture(sourceId, name).body) as AwsEventBody;
  return { ...body, detail: { ...body.detail, ...detail } };
};
