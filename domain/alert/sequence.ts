import type { EpochMs } from '../instant/instant.ts';
import type { Signal } from '../signal/signal.ts';

/**
 * How long one message may be read and written while a later one overtakes it. What seems to be from longer ago than that was
 * received by a clock that has been set back since (docs/decisions/0062).
 */
export const OVERTAKEN_WITHIN_MS = 60_000;

/** What an alert knows of the order of its messages. */
export interface Sequence {
  /** The sender's last stamp, by its own clock; a tick later where something ended the alert that has no stamp of the sender. */
  readonly saidAt?: EpochMs;
  /** By our clock. */
  readonly lastSeenAt: EpochMs;
}

type Stamped = Pick<Signal, 'again' | 'receivedAt' | 'saidAt'>;

/** Its stamp says that the sender's clock is ahead of ours. */
const isAhead = (saidAt: EpochMs, receivedAt: EpochMs): boolean => saidAt > receivedAt;

/** A message that was received before another of its alert and comes after it. */
const wasOvertaken = ({ lastSeenAt }: Sequence, { again, receivedAt }: Stamped): boolean => {
  const behind = lastSeenAt - receivedAt;
  return behind > 0 && (again === true || behind <= OVERTAKEN_WITHIN_MS);
};

/**
 * True for a message that is older than what its sender has said of this alert before: stamps of a sender are compared with its
 * own stamps, never with our clock. A stamp from before one that was ahead of its time, and is not so itself, comes from a clock
 * that was put right: it is news. Without stamps the order of arrival counts.
 */
export const isLate = (previous: Sequence, signal: Stamped): boolean => {
  if (signal.saidAt === undefined || previous.saidAt === undefined) return wasOvertaken(previous, signal);
  const wasPutRight = isAhead(previous.saidAt, previous.lastSeenAt) && !isAhead(signal.saidAt, signal.receivedAt);
  return signal.saidAt < previous.saidAt && !wasPutRight;
};

/** Ends that a person or a message without a stamp gave an alert are a tick after its beginning (`saidAfter`). */
const TICK_MS = 1;

/**
 * How long after its end an alert may be told to be over. The second Prometheus of a pair tells an end of its own, some evaluations
 * after the first: both have their ends behind them by seconds, a sender whose clock is behind by minutes.
 */
export const TOLD_AT_ONCE_WITHIN_MS = 30_000;

/**
 * What a message says that names an end which has passed by our clock. An end that moves on, after one that the same condition
 * had before, is that of a sender whose clock is behind ours: it fires. An end that stays, goes back or has only just passed is the
 * end. Of what was never heard of before, the first end is believed: a success alone pages nobody.
 */
export const readEnd = <S extends Stamped & Pick<Signal, 'endsUnlessMoved' | 'occurredAt' | 'status'>>(
  previous: (Sequence & { readonly status: string }) | undefined,
  signal: S,
): S => {
  const { again, endsUnlessMoved, saidAt: end } = signal;
  const before = previous?.saidAt;
  if (previous === undefined || before === undefined || end === undefined || endsUnlessMoved === undefined)
    return signal;
  // Its last stamp was where it began: the sender has named no end yet that has passed.
  if (before <= endsUnlessMoved.beganAt + TICK_MS) return signal;
  const isOpen = previous.status !== 'resolved';
  const movedOn = end > before || (end === before && again === true && isOpen);
  if (movedOn && signal.receivedAt - end > TOLD_AT_ONCE_WITHIN_MS) {
    return { ...signal, status: 'firing', occurredAt: Math.min(endsUnlessMoved.beganAt, signal.receivedAt) };
  }
  return isOpen && end <= before ? { ...signal, saidAt: undefined } : signal;
};

/** The sender's last stamp after this message, which is not late. */
export const saidAfter = (previous: Sequence | undefined, { saidAt }: Stamped, ends: boolean): EpochMs | undefined => {
  if (saidAt !== undefined) return saidAt;
  // What the sender said until then is over, the same message once more included.
  return previous !== undefined && ends ? (previous.saidAt ?? 0) + TICK_MS : previous?.saidAt;
};
