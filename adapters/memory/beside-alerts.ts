import { type EpochMs, toMs } from '../../domain/instant/instant.ts';
import { halfKept, type Kept, type Retention } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import type { Held } from './held.ts';

/** `Stores.keepBeside`. */
export const memoryBesideAlerts =
  (
    held: Pick<Held, 'keptAnew' | 'mailThreads' | 'opsgenieAlerts'>,
    now: () => EpochMs,
    retention: () => Retention,
  ): Stores['keepBeside'] =>
  async ({ alertId, dedupKey, integrationId }) => {
    const keep = (kind: Kept, key: string, from: EpochMs): number => {
      if (now() - (held.keptAnew.get(key) ?? from) <= halfKept(retention(), kind)) return 0;
      held.keptAnew.set(key, now());
      return 1;
    };
    let kept = 0;
    for (const [key, thread] of held.mailThreads)
      if (thread.integrationId === integrationId && thread.dedupKey === dedupKey)
        kept += keep('mailThreads', key, thread.receivedAt);
    const key = `${integrationId} ${alertId}`;
    const alert = held.opsgenieAlerts.get(key);
    return alert ? kept + keep('opsgenieAlerts', key, toMs(alert.updatedAt)) : kept;
  };
