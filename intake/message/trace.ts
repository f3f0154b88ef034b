import { hash } from 'node:crypto';
import { INTEGRATION_KEY_LENGTH } from '../../domain/access/keys.ts';
import type { Integration } from '../../domain/configuration/integration.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import type { Page, PageRequest } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Rate } from '../../ports/rate-limiter.ts';
import type { Quarantined, TraceKind } from '../../ports/stores.ts';
import type { ReceivedRequest } from '../request/received-request.ts';

/** Traces of one integration that are kept: another takes the place of an older one. */
export const MOST_TRACES = 100;

/** Kept of a message, in characters. */
export const LONGEST_TRACED = 2048;
const LONGEST_REASON = 1024;

/** More than that of one integration is counted, and not kept: whoever has a key and sends nonsense costs no more than this. */
const WRITTEN: Rate = { perMinute: 60, burst: 30 };

/**
 * By how its name ends: looked for from every beginning of a name, it would take a hundred times as long. A text in quotation marks as a
 * whole, also in JSON inside of a text.
 */
const SECRET_FIELD =
  /((?:(?:routing|service|api|access|private)_?key|token|authorization|cookie|passwo?r?d|secret)\\*["']?\s*[:=]\s*)(?:(\\*["'])(?:(?!\2)(?:\\.|.))*|(?:\w+ )?[^"'\s,}&]{3,})/gi;
const KEY = new RegExp(`(?<![a-z0-9])[a-z0-9]{${INTEGRATION_KEY_LENGTH}}(?![a-z0-9])`, 'gi');

/** A message as people may read it: without what looks like a secret. */
export const withoutSecrets = (body: string): string => body.replace(SECRET_FIELD, '$1$2•••').replace(KEY, '•••');

/** The beginning of a message, the same. */
export const maskedBeginning = (body: string): string =>
  withoutSecrets(body.slice(0, 2 * LONGEST_TRACED))
    .slice(0, LONGEST_TRACED)
    .toWellFormed();

export interface Traced {
  readonly integrationId: string;
  readonly source: string;
  readonly receivedAt: EpochMs;
  readonly kind: TraceKind;
  readonly reason: string;
  /** As it came, or as JSON. */
  readonly body: string | Uint8Array;
}

/** How a body begins, as text. */
export const beginningOf = (body: string | Uint8Array, length: number): string =>
  typeof body === 'string' ? body.slice(0, length) : Buffer.from(body.subarray(0, length)).toString('utf8');

/** The place of a trace: the same message once more takes the place of the first, and others that of an older one. */
const placeOf = (integrationId: string, reason: string, body: string): string => {
  const place = Number.parseInt(hash('sha256', `${reason}\n${body}`, 'hex').slice(0, 8), 16) % MOST_TRACES;
  return `trace-${hash('sha256', integrationId, 'hex').slice(0, 16)}-${String(place).padStart(2, '0')}`;
};

/**
 * Leaves a trace of a message whose sender proved itself and that was refused, had no consequence, or held a word that nobody
 * knows: who sent it, why, and how it begins. A trace that cannot be left changes nothing of the answer.
 */
export const leaveTrace = async (
  ports: Pick<Ports, 'observer' | 'rates' | 'stores'>,
  traced: Traced,
): Promise<void> => {
  const { integrationId, kind, source } = traced;
  const receivedAt = toIso(traced.receivedAt);
  const name = `traces of ${integrationId}`;
  if (ports.rates.take(name, 1, WRITTEN) === 0) {
    const more = ports.rates.turnedAway(name, 1);
    if (more !== undefined) {
      const text = `Of "${integrationId}" ${more} more messages left no trace: there were too many.`;
      ports.observer.happened({
        kind: 'traces-left-out',
        text,
        at: receivedAt,
        details: { integrationId, messages: more },
      });
    }
    return;
  }
  const body = maskedBeginning(beginningOf(traced.body, 4 * LONGEST_TRACED));
  const reason = traced.reason.slice(0, LONGEST_REASON).toWellFormed();
  const id = placeOf(integrationId, reason, kind === 'unclear' ? '' : body);
  if (kind === 'refused') {
    ports.observer.happened({
      kind: 'message-refused',
      text: `A message for integration ${integrationId} was refused: ${reason}`,
      at: receivedAt,
      details: { quarantineId: id, integrationId, source },
    });
  }
  try {
    await ports.stores.quarantine.put({ id, integrationId, source, receivedAt, reason, body, trace: kind });
  } catch (error) {
    ports.observer.failed('leaving the trace of a message', error, { integrationId });
  }
};

/** The same of what a request was refused for, whose sender is known. */
export const traceRefusal = (
  ports: Pick<Ports, 'observer' | 'rates' | 'stores'>,
  { id, source }: Pick<Integration, 'id' | 'source'>,
  { body, receivedAt }: Pick<ReceivedRequest, 'body' | 'receivedAt'>,
  reason: string,
): Promise<void> => leaveTrace(ports, { integrationId: id, source, receivedAt, kind: 'refused', reason, body });

/** Newest first. */
export const listTraces = (ports: Pick<Ports, 'stores'>, page: PageRequest): Promise<Page<Quarantined>> =>
  ports.stores.quarantine.list(page, 'traces');
