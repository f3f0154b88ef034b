import { toIso } from '../../domain/instant/instant.ts';
import { liveRecordOf } from '../../domain/live/kinds.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import type { SuppressionState } from '../../domain/suppression/state.ts';
import { isOver, needsPeriods, suppressions } from '../../domain/suppression/stream.ts';
import { endsOnRecovery, isSuppression, SUPPRESSION } from '../../domain/suppression/suppressors.ts';
import type { Ports } from '../../ports/ports.ts';
import { execute } from '../streams/execute.ts';
import { endSuppression } from './end-silences.ts';

type Needs = Pick<Ports, 'stores' | 'clock' | 'ids' | 'observer'>;

/**
 * What time does to maintenance windows and silences: those that recur get their next periods, reckoned anew from the wall clock;
 * those that are over are ended; and a silence whose alert has recovered ends, if whoever heard of it could not end it.
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
  const now = ports.clock.now();
  if (isOver(state, now)) {
    await endSuppression(ports, id, 'over');
    return true;
  }
  if (needsPeriods(state, now)) {
    const metadata = {
      now: toIso(now),
      actor: { kind: 'clock', id: 'suppressions' } as const,
      commandId: ports.ids.next(),
    };
    const { folded } = await execute(ports, suppressions, id, { type: 'plan', metadata });
    await ports.stores.live.put(liveRecordOf(SUPPRESSION, id, folded));
    return true;
  }
  const { alertId } = state.scope;
  if (alertId === undefined || !endsOnRecovery(state)) return false;
  const alert = await ports.stores.alerts.get(alertId);
  const silenced = state.episode ?? 0;
  if (alert && alert.status !== 'resolved' && alert.episode <= silenced) return false;
  await endSuppression(ports, id, 'recovered', silenced);
  return true;
};
