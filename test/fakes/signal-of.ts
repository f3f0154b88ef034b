import type { Integration } from '../../domain/configuration/integration.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { sourceById } from '../../sources/index.ts';
import type { Parsed } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixture, integrationOf } from './source-fixtures.ts';

export interface ReadOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly integration?: Partial<Integration>;
  readonly receivedAt?: EpochMs;
}

/** What a source makes of a body that came with headers. */
export const readWith = (sourceId: string, body: unknown, options: ReadOptions = {}): Parsed => {
  const source = sourceById(sourceId);
  if (!source) throw new Error(`There is no source "${sourceId}".`);
  return source.parse({
    body,
    headers: options.headers ?? {},
    integration: integrationOf(sourceId, options.integration),
    receivedAt: options.receivedAt ?? FIXTURE_RECEIVED_AT,
  });
};

export const bodyOf = (sourceId: string, name: string): Record<string, unknown> =>
  structuredClone(fixture(sourceId, name).body) as Record<string, unknown>;

/** The one signal of a fixture, whose members at the top may be changed. */
export const signalOf = (
  sourceId: string,
  name: string,
  changes: Record<string, unknown> = {},
  options: ReadOptions = {},
): Signal => {
  const { signals } = readWith(sourceId, { ...bodyOf(sourceId, name), ...changes }, options);
  if (signals.length !== 1) throw new Error(`${sourceId}/${name} holds ${signals.length} signals, not one.`);
  return signals[0] as Signal;
};

/** By what two messages are known to be about one condition. */
export const identityOf = ({ scope, dedupKey }: Signal): string => `${scope} ${dedupKey}`;
