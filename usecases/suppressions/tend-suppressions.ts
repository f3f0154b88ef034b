import { liveRecordOf } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { SuppressionState } from '../../domain/suppression/state.ts';
import { decideTending, suppressions } from '../../domain/suppression/stream.ts';
import { endsOnRecovery, isSuppression, SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';
import { clockMetadata, endSuppression } from './end-silences.ts';

type Needs = Pick<Ports, 'stores' | 'clock' | 'ids' | 'observer'>;

/**
 * What time does to maintenance windows and silences: their periods begin and end; those that recur get their next ones, reckoned
 * anew from the wall clock; those that are over are ended; and a silence whose alert has recovered ends, if whoever heard of it
 * could not end it.
 *
 * @returns how many were changed
 */
export const tendSuppressions = async (ports: Needs): Promise<number> => {
  let changed = 0;
  for (const record of (await ports.stores.live.open()).filter(isSuppression)) {
    try {
      if (await tend(ports, record)) changed += 1;
    } catch (error) {
      ports.observer.failed(`tending the suppression ${record.id}`, error);
    }
  }
  return changed;
};

const tend = async (ports: Needs, { id, state }: LiveRecord<SuppressionState>): Promise<boolean> => {
  if (await hasRecovered(ports, state)) {
    await endSuppression(ports, id, 'recovered', state.episode ?? 0);
    return true;
  }
  if (decideTending(state, ports.clock.now()).length === 0) return false;
  const metadata = clockMetadata(ports);
  const { folded } = await execute(ports, suppressions, id, { type: 'tend', metadata });
  await ports.stores.live.put(liveRecordOf(SUPPRESSION, id, folded));
  return true;
};

/** The alert of a silence that ends with its recovery fires no more, or fires anew. */
const hasRecovered = async ({ stores }: Needs, state: SuppressionState): Promise<boolean> => {
  const { alertId } = state.scope;
  if (alertId === undefined || !endsOnRecovery(state)) return false;
  const alert = await stores.alerts.get(alertId);
  return alert === undefined || alert.status === 'resolved' || alert.episode > (state.episode ?? 0);
};
