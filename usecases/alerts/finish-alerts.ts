import { type Alert, lastSignalOf } from '../../domain/alert/alert.ts';
import { isUntold } from '../../domain/alert/told.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { suppressionBySenderIn } from '../../domain/suppression/suppression.ts';
import { suppressorsAt } from '../../domain/suppression/suppressors.ts';
import type { Page } from '../../ports/page.ts';
import type { Ports } from '../../ports/ports.ts';
import { unsealedOf } from '../personal/read-words.ts';
import { acceptSignals } from './accept-signals.ts';
import { prepare } from './prepare-signals.ts';

/** Alerts of one slice: all of them are gone through, however many a window holds back. */
const SLICE = 500;

/** What the senders of these alerts said last, as far as it has not reached an incident. */
export const signalsOf = async (
  ports: Pick<Ports, 'stores'>,
  alerts: readonly Alert[],
): Promise<(alert: Alert) => Signal> => {
  const unsealed = await unsealedOf(ports, alerts);
  return (alert) => {
    const written = unsealed(alert);
    return {
      ...lastSignalOf(alert),
      ...(written && { unsealed: written }),
      ...(alert.status === 'resolved' ? { status: 'resolved' } : suppressionBySenderIn(alert.suppressedBy)),
    };
  };
};

/**
 * Accepts again what a crash has left half done, and what nothing holds back any more: open alerts that no incident has, and
 * alerts of incidents that do not know how they are. What is held back as before is only looked at.
 *
 * @param before alerts that were first seen later are still being accepted by whoever recorded them
 * @returns how many of them have an incident now
 */
export const finishAlerts = async (ports: Ports, before: EpochMs): Promise<number> => {
  const lookup = await ports.inForce();
  const now = ports.clock.now();
  const inForce = suppressorsAt(lookup.suppressors, now);
  const isDue = (alert: Alert, signal: Signal): boolean => {
    if (alert.status === 'resolved') return true;
    const { suppressedBy } = prepare(signal, lookup, inForce, now, 0).record;
    return suppressedBy === undefined || suppressedBy !== alert.suppressedBy || isUntold(alert);
  };
  let finished = 0;
  const all = async (read: (page: { limit: number; next?: string }) => Promise<Page<Alert>>): Promise<void> => {
    let next: string | undefined;
    do {
      const page = await read({ limit: SLICE, ...(next !== undefined && { next }) });
      const signalOf = await signalsOf(ports, page.items);
      const due = page.items.map((alert) => [alert, signalOf(alert)] as const).filter((one) => isDue(...one));
      const signals = due.map(([, signal]) => signal);
      const accepted = due.length === 0 ? [] : await acceptSignals(ports, signals, { recount: false });
      finished += accepted.filter(({ incidentId }) => incidentId !== undefined).length;
      next = page.next;
      await ports.pause();
    } while (next !== undefined);
  };
  await all((page) => ports.stores.alerts.unattached(before, page));
  await all((page) => ports.stores.alerts.unsettled(page));
  return finished;
};
