import type { ChangeRecord } from '../../domain/change/change.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { NotUnderstoodError, type Parsed, type Source } from '../../sources/source.ts';
import { type Acceptance, acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { recordChanges } from '../../usecases/changes/record-change.ts';
import { feedHeartbeats } from '../../usecases/heartbeats/feed-heartbeats.ts';
import { parseMessage } from './parse-message.ts';
import { fitsQuarantine, putIntoQuarantine, type ToQuarantine } from './quarantine.ts';
import { leaveTrace } from './trace.ts';
import { warningsOfWords, withUnknownEnvironment } from './unknown-words.ts';
import { withUnreadNames } from './unread-names.ts';

/** One authentic message: JSON of an integration, and who reads it; nobody, where no source knows it. */
export interface Message {
  readonly integration: Integration;
  readonly source: Source | undefined;
  /** What the sender is called in the quarantine where no source knows the message. */
  readonly sourceName: string;
  readonly body: unknown;
  readonly headers: Readonly<Record<string, string>>;
  readonly receivedAt: EpochMs;
  /** What its door sees in it beside what its source reads. */
  readonly look?: (parsed: Parsed) => Parsed;
  /** What its door knows of it and its source does not. */
  readonly also?: (signal: Signal) => Signal;
  /** It came before, at `receivedAt`. */
  readonly again?: true;
}

export interface Ingested {
  /** Alerts that were found in the messages, understood or not. */
  readonly received: number;
  /** Without those that were shed. */
  readonly accepted: number;
  /** Repeats of open alerts that were not written one by one, because the integration is over its rate limit: they are counted. */
  readonly shed: number;
  readonly quarantined: number;
  /** Changes that were recorded. */
  readonly changes: number;
  /** Why messages that were understood had no consequence. */
  readonly ignored: readonly string[];
  /** In the order of the signals. */
  readonly acceptances: readonly Acceptance[];
  /** In the order of the messages. */
  readonly signals: readonly Signal[];
  readonly warnings: readonly string[];
}

/** Nothing of the message was understood, and it is too large to be kept; it was refused. */
export class TooLargeToKeepError extends Error {
  override readonly name = 'TooLargeToKeepError';
  readonly code = 'body-too-large';
}

/** Everything in the messages was shed: where the sender's API has an answer for a sender that is too quick, this is it. */
export const isAllShed = ({ received, shed }: Ingested): boolean => shed > 0 && shed === received;

/** More rejected entries than this are kept as the one request they came in, if that fits. */
const ROWS_PER_REQUEST = 25;

/**
 * Rows for one request that does not fit into one: a body may hold a million entries that nobody understands, and whoever
 * waits for as many writes repeats the request before they are done.
 */
const MOST_ROWS = 500;

const read = async (ports: Ports, message: Message): Promise<Parsed | { readonly reason: string }> => {
  if (!message.source) return { reason: `No source reads "${message.sourceName}".` };
  try {
    const { source } = message;
    const parsed = await parseMessage(source, message, ports.expressions, ports.pause);
    return withUnreadNames(ports.remembered, source, message, message.look?.(parsed) ?? parsed);
  } catch (error) {
    if (error instanceof NotUnderstoodError) return { reason: error.message };
    // A defect of ours must not cost the sender its message: once it is mended, the message is replayed.
    ports.observer.failed('reading a message', error, { source: message.source.id });
    return { reason: `The source "${message.source.id}" failed to read it.` };
  }
};

const leftOver = (message: Message, rejected: Parsed['rejected']): ToQuarantine[] => {
  const { integration, receivedAt } = message;
  const base = { integrationId: integration.id, source: message.source?.id ?? message.sourceName, receivedAt };
  if (rejected.length > ROWS_PER_REQUEST) {
    const body = JSON.stringify(message.body);
    const reason = `${rejected.length} of its entries were not understood: ${rejected[0]?.reason}`;
    if (fitsQuarantine(body)) return [{ ...base, reason, body }];
  }
  const left = rejected.length - MOST_ROWS;
  return rejected.slice(0, MOST_ROWS).map(({ reason, entry }, i) => ({
    ...base,
    reason: i === MOST_ROWS - 1 && left > 0 ? `${reason} (and ${left} more entries, which are not kept)` : reason,
    body: JSON.stringify(entry) ?? 'null',
  }));
};

/** The first message stands for all of them: what is asked of people is the word, which the reason names. */
const traceUnclear = async (ports: Ports, [first]: readonly Message[], unknown: readonly string[]): Promise<void> => {
  if (first === undefined || unknown.length === 0) return;
  const { integration, receivedAt, source, sourceName } = first;
  const of = { integrationId: integration.id, source: source?.id ?? sourceName, receivedAt };
  const body = JSON.stringify(first.body) ?? '';
  for (const reason of unknown) await leaveTrace(ports, { ...of, kind: 'unclear', reason, body });
};

/**
 * Reads messages and accepts what they mean, all in one go; quarantines the rest. Alerts first: what is not understood
 * pages nobody and can wait. Returns once everything is durable.
 *
 * @throws NotAcceptedError, StoreError: nothing may be answered with 2xx
 * @param options.inForce where whoever calls has asked already
 * @throws TooLargeToKeepError with `refuseTooLarge`, for senders that can be told; else the beginning is kept
 */
export const ingest = async (
  ports: Ports,
  messages: readonly Message[],
  options: { readonly refuseTooLarge?: boolean; readonly inForce?: Lookup } = {},
): Promise<Ingested> => {
  const signals: Signal[] = [];
  const toQuarantine: ToQuarantine[] = [];
  const warnings: string[] = [];
  const changes: ChangeRecord[] = [];
  const ignored: string[] = [];
  let quarantined = 0;
  for (const message of messages) {
    const parsed = await read(ports, message);
    if ('reason' in parsed) {
      if (options.refuseTooLarge && !fitsQuarantine(JSON.stringify(message.body))) {
        throw new TooLargeToKeepError(`${parsed.reason} It is too large to be kept for a replay.`);
      }
      toQuarantine.push(...leftOver(message, [{ reason: parsed.reason, entry: message.body }]));
      quarantined += 1;
      continue;
    }
    for (const signal of parsed.signals) {
      const known = message.also?.(signal) ?? signal;
      signals.push(message.again ? { ...known, again: true } : known);
    }
    if (parsed.rejected.length > 0) toQuarantine.push(...leftOver(message, parsed.rejected));
    if (parsed.changes) changes.push(...parsed.changes);
    if (parsed.ignored !== undefined) ignored.push(parsed.ignored);
    if (parsed.warnings) warnings.push(...parsed.warnings);
    quarantined += parsed.rejected.length;
  }
  let acceptances: readonly Acceptance[] = [];
  let unknown: readonly string[] = [];
  if (signals.length > 0) {
    const inForce = options.inForce ?? (await ports.inForce());
    const routable = signals.map((signal) => withUnknownEnvironment(signal, inForce));
    unknown = warningsOfWords(routable);
    const alerting = await feedHeartbeats(ports, inForce, routable);
    if (alerting.length > 0) acceptances = await acceptSignals(ports, alerting, { limited: true, inForce });
  }
  const shed = acceptances.reduce((sum, { outcome }) => sum + (outcome === 'shed' ? 1 : 0), 0);
  if (changes.length > 0) await recordChanges(ports, changes);
  if (toQuarantine.length > 0) {
    for (const entry of toQuarantine) await putIntoQuarantine(ports, entry);
    await ports.stores.durable();
  }
  for (const text of warnings) {
    ports.observer.happened({ kind: 'incomplete-message', text, at: toIso(ports.clock.now()) });
  }
  for (const text of unknown) {
    ports.observer.happened({ kind: 'unknown-word', text, at: toIso(ports.clock.now()) });
  }
  await traceUnclear(ports, messages, unknown);
  return {
    received: signals.length + quarantined,
    accepted: signals.length - shed,
    shed,
    quarantined,
    acceptances,
    signals,
    warnings: [...warnings, ...unknown],
    changes: changes.length,
    ignored,
  };
};
