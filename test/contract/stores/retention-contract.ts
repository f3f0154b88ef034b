import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import type { Change } from '../../../domain/change/change.ts';
import { makeCommit } from '../../../domain/incident/commit.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import { DAY_MS, DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { delivery, fresh, quarantined, record, T0 } from './samples.ts';

/** What ages out, and what does not. Each of its own stores, because time passes for all that is in them. */
export const retentionContract = (makeStores: MakeStores): void => {
  describe('retention', () => {
    let made: MadeStores;
    let stores: Stores;
    beforeAll(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterAll(() => made.close());

    const passed = (days: number): Promise<void> => made.expireAt(T0 + days * DAY_MS + 60_000);

    it('lets go of each kind after its days, and of nothing before', async () => {
      const { alerts, slots, deliveries, quarantine, changes, mailThreads } = stores;
      const [resolved, firing, again] = [fresh('alert'), fresh('alert'), fresh('alert')];
      await alerts.record([record(resolved), record(firing), record(again)]);
      await alerts.record([resolved, again].map((id) => record(id, { status: 'resolved', occurredAt: T0 + 1 })));
      await alerts.record([record(again, { occurredAt: T0 + 2 })]);
      const [slot, entry] = [fresh('slot'), quarantined(fresh('quarantined'), { receivedAt: toIso(T0) })];
      await slots.claim(slot, 'incident-a');
      const intended = delivery(fresh('incident'), { intendedAt: toIso(T0) });
      await deliveries.intend(intended, T0);
      await quarantine.put(entry);
      const change: Change = {
        id: 'c',
        kind: 'deployment',
        source: 'generic',
        integrationId: 'i',
        title: 'deployed',
        serviceId: fresh('service'),
        at: toIso(T0),
      } as Change;
      await changes.put(change);
      const mail = { integrationId: fresh('integration'), messageId: 'm', dedupKey: 'k', receivedAt: T0 };
      await mailThreads.remember(mail);

      const range = { from: toIso(T0 - 1), to: toIso(T0 + 1) };
      const there = async (): Promise<string[]> => {
        const is = async (name: string, found: Promise<unknown>): Promise<string[]> =>
          (await found) === undefined ? [] : [name];
        const first = async <T>(list: Promise<readonly T[]>): Promise<T | undefined> => (await list)[0];
        return [
          ...(await is('resolved alert', alerts.get(resolved))),
          ...(await is('firing alert', alerts.get(firing))),
          ...(await is('alert that fired again', alerts.get(again))),
          ...(await is('delivery', first(deliveries.ofIncident(intended.incidentId)))),
          ...(await is('quarantined', quarantine.get(entry.id))),
          ...(await is('change', first(changes.ofService(change.serviceId, range, 1)))),
          ...(await is('mail', mailThreads.find(mail.integrationId, ['m']))),
        ];
      };
      const kept = await there();
      expect(kept).toHaveLength(7);
      // The shortest of these.
      await passed(DEFAULT_RETENTION.alerts - 1);
      expect(await there()).toEqual(kept);
      await passed(DEFAULT_RETENTION.alerts);
      expect(await there()).toEqual(['firing alert', 'alert that fired again', 'delivery']);
      await passed(DEFAULT_RETENTION.slots - 1);
      expect(await slots.claim(slot, 'incident-b')).toEqual({ incidentId: 'incident-a', claimed: false });
      await passed(DEFAULT_RETENTION.slots);
      expect(await there()).toEqual(['firing alert', 'alert that fired again']);
      expect(await slots.claim(slot, 'incident-b')).toEqual({ incidentId: 'incident-b', claimed: true });
    });

    it('keeps the chains of incidents whole, for good', async () => {
      const incidentId = fresh('incident');
      let head: Parameters<typeof makeCommit>[0] = { incidentId };
      for (let n = 0; n < 5; n += 1) {
        const actor = { kind: 'person', id: 'ada' } as const;
        const metadata = { now: toIso(T0), actor, commandId: fresh('command') };
        const commit = makeCommit(head, { type: 'AddNote', metadata }, 'request', [
          { type: 'NoteAdded', text: 'note' },
        ]);
        await stores.commits.append(commit);
        head = commit;
      }
      await passed(36_500);
      const commits = await stores.commits.read(incidentId, 0);
      expect(commits).toHaveLength(5);
      expect(verifyChain(commits)).toBeUndefined();
    });
  });
};
