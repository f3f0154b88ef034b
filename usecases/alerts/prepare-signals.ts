import { type AlertRecord, alertIdOf } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { slotKeyOf } from '../../domain/correlation/correlation.ts';
import { routeSignal } from '../../domain/service/routing.ts';
import { isWorse, type Signal } from '../../domain/signal/signal.ts';
import { suppressionOf } from '../../domain/suppression/suppression.ts';
import type { InForce } from '../../domain/suppression/suppressors.ts';

/** A signal as it is written, and the slot that it competes for if it opens an incident. */
export interface Prepared {
  readonly record: AlertRecord;
  readonly slotKey: string;
}

/** A class, since V8 makes a getter of a literal anew for each alert. */
export class PreparedSignal implements Prepared {
  readonly record: AlertRecord;
  readonly #judged: Signal;
  readonly #lookup: Lookup;
  #slotKey: string | undefined;

  constructor(record: AlertRecord, judged: Signal, lookup: Lookup) {
    this.record = record;
    this.#judged = judged;
    this.#lookup = lookup;
  }

  /** Not before it is asked for: a repeat competes for nothing. */
  get slotKey(): string {
    this.#slotKey ??= slotKeyOf(this.#judged, this.record, this.#lookup.service(this.record.serviceId));
    return this.#slotKey;
  }

  /** The same signal, standing for more messages. */
  as(record: AlertRecord): PreparedSignal {
    return new PreparedSignal(record, this.#judged, this.#lookup);
  }
}

/** Routes a signal, and says whether it is held back and what it competes for. */
export const prepare = (
  given: Signal,
  lookup: Lookup,
  inForce: InForce,
  now: number,
  count: number,
): PreparedSignal => {
  let kept = given;
  let signal = given;
  if (given.unsealed) {
    const { unsealed, ...rest } = given;
    kept = rest;
    // As its sender wrote it.
    signal = { ...rest, ...unsealed };
  }
  const route = routeSignal(signal, lookup.integration(signal.integrationId), lookup);
  const alertId = alertIdOf(signal.scope, signal.dedupKey);
  const record: AlertRecord = {
    alertId,
    signal: kept,
    count,
    ...route,
    suppressedBy: suppressionOf(signal, alertId, route, inForce, now),
  };
  return new PreparedSignal(record, signal, lookup);
};

const isOlder = (signal: Signal, earlier: Signal): boolean =>
  signal.saidAt === undefined || earlier.saidAt === undefined
    ? signal.receivedAt < earlier.receivedAt
    : signal.saidAt < earlier.saidAt;

/**
 * Folds equal messages of one batch into one write. Messages about one alert that say different things stay apart, in
 * their order of arrival, in rounds that are written one after the other.
 */
export const coalesce = (prepared: readonly PreparedSignal[]): Map<string, PreparedSignal>[] => {
  const rounds: Map<string, PreparedSignal>[] = [new Map()];
  const roundOf = new Map<string, number>();
  for (const item of prepared) {
    const { alertId, signal } = item.record;
    const at = roundOf.get(alertId) ?? 0;
    const round = rounds[at] as Map<string, PreparedSignal>;
    const earlier = round.get(alertId);
    if (!earlier) {
      round.set(alertId, item);
      roundOf.set(alertId, at);
    } else if (earlier.record.signal.status === signal.status) {
      const newest = isOlder(signal, earlier.record.signal) ? earlier : item;
      const worst = isWorse(earlier.record.signal.severity, signal.severity)
        ? earlier.record.signal.severity
        : signal.severity;
      round.set(
        alertId,
        newest.as({
          ...newest.record,
          signal: { ...newest.record.signal, severity: worst },
          count: earlier.record.count + item.record.count,
        }),
      );
    } else {
      if (rounds.length === at + 1) rounds.push(new Map());
      (rounds[at + 1] as Map<string, PreparedSignal>).set(alertId, item);
      roundOf.set(alertId, at + 1);
    }
  }
  return rounds;
};
