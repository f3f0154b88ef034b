import { allHold } from '../condition/condition.ts';
import { type EpochMs, toIso, toMs } from '../instant/instant.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';
import type { InForce } from './suppressors.ts';

/** The end stands before the reason: what a sender writes into its reason cannot be taken for one. */
const BY_SENDER = /^the sender(?:, until (\d{4}-\d\d-\d\dT[\d:.]+Z))?: (.*)$/s;

type SuppressionBySender = Pick<Signal, 'suppressedBySender' | 'suppressedBySenderUntil'>;

const bySender = (reason: string, until: EpochMs | undefined): string =>
  `the sender${until === undefined ? '' : `, until ${toIso(until)}`}: ${reason}`;

/** What the sender itself said, out of what `suppressionOf` made of it. */
export const suppressionBySenderIn = (suppressedBy: string | undefined): SuppressionBySender => {
  const found = suppressedBy === undefined ? null : BY_SENDER.exec(suppressedBy);
  if (found === null) return {};
  const [, until, reason] = found;
  return { suppressedBySender: reason, suppressedBySenderUntil: until === undefined ? undefined : toMs(until) };
};

/**
 * Why a signal is recorded but not acted upon right now, or nothing. A suppressed alert that still fires when what holds
 * it back is over is acted upon then.
 *
 * @param inForce those in force `now`
 */
export const suppressionOf = (
  signal: Signal,
  alertId: string,
  route: Route,
  inForce: InForce,
  now: EpochMs,
): string | undefined => {
  const { suppressedBySender: reason, suppressedBySenderUntil: until } = signal;
  if (reason !== undefined && (until === undefined || now < until)) return bySender(reason, until);
  const own = inForce.ofAlert.get(alertId);
  for (const { when, words } of own === undefined ? inForce.ofAll : [...own, ...inForce.ofAll]) {
    const asked = when.map(({ fact }) => fact);
    if (allHold(when, factsOfSignal(asked, signal, route))) return words;
  }
  return undefined;
};
