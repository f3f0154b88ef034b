import type { Lookup } from '../../domain/configuration/lookup.ts';
import { definitionOf } from '../../domain/heartbeat/heartbeat.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';
import { hearHeartbeat } from './watch-heartbeat.ts';

/**
 * Alerts that fire all the time to say that their sender lives (Prometheus' Watchdog) are signs of life and become no
 * alerts. Their resolution says that they will stop, and is left to the silence.
 *
 * @returns the other signals
 */
export const feedHeartbeats = async (
  ports: Ports,
  { configuration: { heartbeats } }: Lookup,
  signals: readonly Signal[],
): Promise<readonly Signal[]> => {
  if (!heartbeats.some(({ alertname }) => alertname !== undefined)) return signals;
  const others: Signal[] = [];
  const heard = new Set<string>();
  for (const signal of signals) {
    const fed = heartbeats.find(
      ({ alertname, integration }) =>
        alertname !== undefined && alertname === signal.labels.alertname && integration === signal.integrationId,
    );
    if (!fed) others.push(signal);
    else if (signal.status === 'firing' && !heard.has(fed.id)) {
      heard.add(fed.id);
      await hearHeartbeat(ports, definitionOf(fed));
    }
  }
  return others;
};
