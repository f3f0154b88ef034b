import { hash } from 'node:crypto';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { type EpochMs, toIso, toMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Quarantined } from '../../ports/stores.ts';
import { sourceForEvent } from '../../sources/event-readers.ts';
import { anySource } from '../../sources/readers.ts';
import { NotUnderstoodError, type Parsed } from '../../sources/source.ts';
import { type Acceptance, acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { recordChanges } from '../../usecases/changes/record-change.ts';
import { BodyError, parseJson } from '../request/read-body.ts';
import { parseMessage } from './parse-message.ts';
import { withoutSecrets } from './trace.ts';

/** Kept of one entry, in bytes: what fits into an item of DynamoDB (400 KB, service quota) with room for the rest. */
export const MAXIMUM_QUARANTINED_BYTES = 300 * 1024;

export interface ToQuarantine {
  readonly integrationId: string;
  readonly source: string;
  readonly receivedAt: EpochMs;
  readonly reason: string;
  readonly body: string;
}

/** Whether an entry can be kept whole; what cannot, cannot be replayed. */
export const fitsQuarantine = (body: string): boolean =>
  body.length <= MAXIMUM_QUARANTINED_BYTES && Buffer.byteLength(body) <= MAXIMUM_QUARANTINED_BYTES;

/**
 * Keeps what an authentic sender sent and nobody understood. The id is the hash of the content: a sender that repeats it
 * for hours (Alertmanager does) fills one row. Not durable before `ports.stores.durable()`.
 */
export const putIntoQuarantine = async (
  ports: Pick<Ports, 'stores' | 'observer'>,
  entry: ToQuarantine,
): Promise<string> => {
  const { integrationId, source, reason } = entry;
  const id = `q-${hash('sha256', `${integrationId}\n${source}\n${entry.body}`, 'hex').slice(0, 24)}`;
  const whole = fitsQuarantine(entry.body);
  const receivedAt = toIso(entry.receivedAt);
  await ports.stores.quarantine.put({
    id,
    integrationId,
    source,
    receivedAt,
    reason: whole ? reason : `${reason} (too large to keep whole: only its beginning is here)`,
    // A third, because a character may take three bytes.
    body: whole ? entry.body : entry.body.slice(0, MAXIMUM_QUARANTINED_BYTES / 3).toWellFormed(),
  });
  ports.observer.happened({
    kind: 'quarantined',
    text: `A message for integration ${integrationId} was not understood: ${reason}`,
    at: receivedAt,
    details: { quarantineId: id, source },
  });
  return id;
};

/** Newest first, as people may read them: what looks like a secret is kept for the replay, and shown to nobody. */
export const listQuarantine = async (ports: Pick<Ports, 'stores'>, page: PageRequest): Promise<Page<Quarantined>> => {
  const { items, ...rest } = await ports.stores.quarantine.list(page);
  return { ...rest, items: items.map((item) => ({ ...item, body: withoutSecrets(item.body) })) };
};

export interface Replayed {
  readonly id: string;
  readonly accepted: number;
  /** Entries of it that are still not understood; each is quarantined by itself. */
  readonly quarantined: number;
  readonly alerts: readonly Acceptance[];
}

const notReplayable = (id: string, reason: string): DomainError =>
  new DomainError('invalid-command', `${id} cannot be replayed: ${reason}`, { details: { quarantineId: id } });

const parseAgain = async (ports: Ports, entry: Quarantined): Promise<Parsed> => {
  const integration = (await ports.inForce()).integration(entry.integrationId);
  if (!integration) throw notReplayable(entry.id, `there is no integration "${entry.integrationId}" any more.`);
  try {
    const body = parseJson(entry.body);
    const source = (await anySource(entry.source)) ?? (await sourceForEvent(body));
    if (!source) throw notReplayable(entry.id, `there is no source for "${entry.source}".`);
    // Its own time, so that it takes its place in the order of events and reopens nothing that was resolved since.
    const request = { body, headers: {}, integration, receivedAt: toMs(entry.receivedAt) };
    return await parseMessage(source, request, ports.expressions);
  } catch (error) {
    if (error instanceof NotUnderstoodError || error instanceof BodyError) throw notReplayable(entry.id, error.message);
    throw error;
  }
};

/**
 * Reads a quarantined request again with the present code and configuration, and accepts what it means.
 *
 * @throws DomainError `quarantine-not-found`; `invalid-command` when it is still not understood
 * @throws NotAcceptedError
 */
export const replayQuarantined = async (ports: Ports, id: string): Promise<Replayed> => {
  const entry = await ports.stores.quarantine.get(id);
  if (!entry || entry.trace !== undefined)
    throw new DomainError('quarantine-not-found', `There is no quarantined request "${id}".`);
  const { signals, rejected, changes = [], ignored } = await parseAgain(ports, entry);
  if (signals.length + changes.length === 0 && ignored === undefined)
    throw notReplayable(id, rejected[0]?.reason ?? 'it holds no alert.');
  const again = signals.map((signal): Signal => ({ ...signal, again: true }));
  const alerts = again.length === 0 ? [] : await acceptSignals(ports, again);
  if (changes.length > 0) await recordChanges(ports, changes);
  for (const { reason, entry: part } of rejected) {
    const { integrationId, source } = entry;
    await putIntoQuarantine(ports, {
      integrationId,
      source,
      receivedAt: toMs(entry.receivedAt),
      reason,
      body: JSON.stringify(part),
    });
  }
  await ports.stores.quarantine.markReplayed(id, toIso(ports.clock.now()));
  await ports.stores.durable();
  return { id, accepted: signals.length, quarantined: rejected.length, alerts };
};
