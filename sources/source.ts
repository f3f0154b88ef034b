import type { Integration } from '../domain/configuration/configuration.ts';
import type { EpochMs } from '../domain/instant/instant.ts';
import type { Signal } from '../domain/signal/signal.ts';

/** An authenticated request, as far as a source needs it. `headers` are lower-cased. */
export interface SourceRequest {
  /** The body as parsed JSON; already known to be syntactically JSON. */
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly integration: Integration;
  readonly receivedAt: EpochMs;
}

/** What a request means. Entries that could not be understood are named, so that one bad entry costs only itself. */
export interface Parsed {
  readonly signals: readonly Signal[];
  /** `entry` is a body of its own, which the same source can parse again when it is replayed. */
  readonly rejected: readonly { readonly reason: string; readonly entry: unknown }[];
  /** What the people who run this integration should know: the sender leaves something out. */
  readonly warnings?: readonly string[];
}

/** The body is JSON but nothing in it is what this source sends: it is quarantined with this reason. */
export class NotUnderstoodError extends Error {
  override readonly name = 'NotUnderstoodError';
  readonly code = 'not-understood';
}

/**
 * One kind of sender. A source is one file in this folder, one line in `index.ts`, and recorded fixtures in
 * `test/fixtures/sources/<id>/`; the contract test fails where one of the three is missing.
 */
export interface Source {
  readonly id: string;
  readonly title: string;
  /** Markdown: what to click or paste in that product. `{{url}}` and `{{key}}` stand for the integration's own. */
  readonly setup: string;
  /** Which EventBridge events are this source's, where it is one of AWS. */
  readonly awsEvent?: { readonly source: string; readonly detailTypes: readonly string[] };
  /** @throws NotUnderstoodError; never anything else, whatever the body holds */
  readonly parse: (request: SourceRequest) => Parsed;
}
