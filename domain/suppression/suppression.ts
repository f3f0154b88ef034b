import { allHold } from '../condition/condition.ts';
import type { MaintenanceWindow } from '../configuration/configuration.ts';
import { type EpochMs, toIso, toMs } from '../instant/instant.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

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

const isOpen = ({ from, to }: MaintenanceWindow, now: EpochMs): boolean => toMs(from) <= now && now < toMs(to);

/** The windows that are open at this instant; looked up once for all signals of a request. */
export const windowsOpenAt = (windows: readonly MaintenanceWindow[], now: EpochMs): readonly MaintenanceWindow[] =>
  windows.filter((window) => isOpen(window, now));

/**
 * Why a signal is recorded but not acted upon right now, or nothing. A suppressed alert that still fires when its
 * window ends is acted upon then.
 */
export const suppressionOf = (
  signal: Signal,
  route: Route,
  windows: readonly MaintenanceWindow[],
  now: EpochMs,
): string | undefined => {
  const { suppressedBySender: reason, suppressedBySenderUntil: until } = signal;
  if (reason !== undefined && (until === undefined || now < until)) return bySender(reason, until);
  for (const window of windows) {
    if (!isOpen(window, now)) continue;
    const asked = window.when.map(({ fact }) => fact);
    if (allHold(window.when, factsOfSignal(asked, signal, route)))
      return `maintenance window ${window.id}: ${window.reason}`;
  }
  return undefined;
};
