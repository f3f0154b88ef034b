import type { Recorded } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { liveRecordOf } from '../../domain/live/kinds.ts';
import type { Metadata } from '../../domain/stream/commit.ts';
import { type EndCommand, endingSuppression, type LetThroughCommand } from '../../domain/suppression/end.ts';
import type { SuppressionEnd } from '../../domain/suppression/state.ts';
import { type InForce, SUPPRESSION, suppressorNamedIn } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';

/** Of what time does to maintenance windows and silences. */
export const clockMetadata = ({ clock, ids }: Pick<Ports, 'clock' | 'ids'>): Metadata => ({
  now: toIso(clock.now()),
  actor: { kind: 'clock', id: 'suppressions' },
  commandId: ids.next(),
});

const perform = async (
  ports: Pick<Ports, 'stores' | 'clock' | 'ids'>,
  id: string,
  asked: EndCommand | LetThroughCommand,
): Promise<void> => {
  const { folded } = await execute(ports, endingSuppression, id, { ...asked, metadata: clockMetadata(ports) });
  await ports.stores.live.put(liveRecordOf(SUPPRESSION, id, folded));
};

/** Ends a maintenance window or a silence by itself. */
export const endSuppression = (
  ports: Pick<Ports, 'stores' | 'clock' | 'ids'>,
  id: string,
  how: SuppressionEnd,
  episode?: number,
): Promise<void> => perform(ports, id, { type: 'end', how, ...(episode === undefined ? {} : { episode }) });

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

/**
 * Puts on the record of what held alerts back that they still fire now that it does so no more. It is told once, by whoever finds
 * it; a failure must not fail what a sender has said.
 */
export const tellLetThrough = async (
  ports: Pick<Ports, 'stores' | 'clock' | 'ids' | 'observer'>,
  recorded: readonly Recorded[],
): Promise<void> => {
  const letThrough = recorded.filter(({ heldBackBy }) => heldBackBy !== undefined);
  if (letThrough.length === 0) return;
  const byId = Map.groupBy(letThrough, ({ heldBackBy = '' }) => suppressorNamedIn(heldBackBy));
  for (const [id, alerts] of byId) {
    if (id === undefined) continue;
    try {
      // A window of the files has no record of its own.
      if (!(await ports.stores.live.get(SUPPRESSION, id))) continue;
      const alertIds = alerts.map(({ alertId }) => alertId);
      await perform(ports, id, { type: 'let-through', alertIds });
    } catch (error) {
      ports.observer.failed(`putting on the record of ${id} what still fires`, error);
    }
  }
};
