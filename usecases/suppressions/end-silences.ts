import type { Recorded } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { liveRecordOf } from '../../domain/live/kinds.ts';
import { endingSuppression } from '../../domain/suppression/end.ts';
import type { SuppressionEnd } from '../../domain/suppression/state.ts';
import { type InForce, SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';

/** Ends a maintenance window or a silence by itself. */
export const endSuppression = async (
  ports: Pick<Ports, 'stores' | 'clock' | 'ids'>,
  id: string,
  how: SuppressionEnd,
  episode?: number,
): Promise<void> => {
  const metadata = {
    now: toIso(ports.clock.now()),
    actor: { kind: 'clock', id: 'suppressions' } as const,
    commandId: ports.ids.next(),
  };
  const command = { type: 'end' as const, how, ...(episode === undefined ? {} : { episode }), metadata };
  const { folded } = await execute(ports, endingSuppression, id, command);
  await ports.stores.live.put(liveRecordOf(SUPPRESSION, id, folded));
};

/**
 * A silence of one alert ends when that alert recovers. What fails here is done by the reconciler; it must not fail what a sender
 * has said.
 */
export const endSilencesOf = async (
  ports: Pick<Ports, 'stores' | 'clock' | 'ids' | 'observer'>,
  inForce: InForce,
  recorded: readonly Recorded[],
): Promise<void> => {
  if (inForce.ofAlert.size === 0) return;
  for (const { alertId, episode, outcome } of recorded) {
    if (outcome !== 'resolved') continue;
    for (const { id, endsOnRecovery } of inForce.ofAlert.get(alertId) ?? []) {
      if (!endsOnRecovery) continue;
      try {
        await endSuppression(ports, id, 'recovered', episode);
      } catch (error) {
        ports.observer.failed(`ending the silence ${id}; it is tried again`, error);
      }
    }
  }
};
