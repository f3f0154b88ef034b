import { alertIdOf } from '../../domain/alert/alert.ts';
import { type OwnCondition, ownSignal } from '../../domain/alert/own-alert.ts';
import { OWN_SOURCE } from '../../domain/service/own-service.ts';
import type { Ports } from '../../ports/ports.ts';
import { acceptSignals } from '../alerts/accept-signals.ts';

/**
 * Tells the catch-all that something is wrong with Muster itself, as an incident like any other: whoever is told can acknowledge
 * it, and is asked again while nobody does. While it lasts it pages once, however often the process starts.
 */
export const tellOwnAlert = async (ports: Ports, condition: OwnCondition, reason: string): Promise<void> => {
  await acceptSignals(ports, [ownSignal(condition, 'firing', ports.clock.now(), reason)]);
};

/** It is over, where it had been told. */
export const endOwnAlert = async (ports: Ports, condition: OwnCondition): Promise<void> => {
  const alert = await ports.stores.alerts.get(alertIdOf(OWN_SOURCE, condition));
  if (alert === undefined || alert.status === 'resolved') return;
  const at = Math.max(ports.clock.now(), alert.lastSeenAt + 1);
  await acceptSignals(ports, [ownSignal(condition, 'resolved', at)]);
};
