import { alertIdOf } from '../../domain/alert/alert.ts';
import { readEnd } from '../../domain/alert/sequence.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Ports } from '../../ports/ports.ts';

/**
 * Signals whose end has passed by our clock, as their senders' own sequences have them (docs/decisions/0078). Reads the rows of
 * those alone, so that nothing else costs more.
 */
export const readEnds = async (
  { stores }: Pick<Ports, 'stores'>,
  signals: readonly Signal[],
): Promise<readonly Signal[]> => {
  const ids = new Set<string>();
  for (const { dedupKey, endsUnlessMoved, scope } of signals) {
    if (endsUnlessMoved !== undefined) ids.add(alertIdOf(scope, dedupKey));
  }
  if (ids.size === 0) return signals;
  const asked = [...ids];
  const states = await stores.alerts.states(asked);
  const byId = new Map(asked.map((id, i) => [id, states[i]]));
  return signals.map((signal) =>
    signal.endsUnlessMoved === undefined ? signal : readEnd(byId.get(alertIdOf(signal.scope, signal.dedupKey)), signal),
  );
};
