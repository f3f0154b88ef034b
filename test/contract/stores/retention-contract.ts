import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { verifyChain } from '../../../domain/chain/chain.ts';
import type { Change } from '../../../domain/change/change.ts';
import { makeCommit } from '../../../domain/incident/commit.ts';
import type { IncidentState } from '../../../domain/incident/state.ts';
import { toIso } from '../../../domain/instant/instant.ts';
import type { OpsgenieAlert } from '../../../domain/opsgenie/opsgenie-alert.ts';
import { DAY_MS, DEFAULT_RETENTION } from '../../../domain/retention/retention.ts';
import type { ProjectionRow } from '../../../ports/projection-store.ts';
import type { Stores } from '../../../ports/stores.ts';
import type { MadeStores, MakeStores } from './makes-stores.ts';
import { commitOf, delivery, fresh, incident, quarantined, record, T0 } from './samples.ts';

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
      const { alerts, slots, deliveries, quarantine, changes, mailThreads, personal } = stores;
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

      const said = { subject: fresh('person'), keptAt: toIso(T0), data: { what: 'words' } };
      const [ofReport, ofChain] = [fresh('personal'), fresh('personal')];
      await personal.keep({ ...said, ref: ofReport, until: T0 + DEFAULT_RETENTION.reports * DAY_MS });
      await personal.keep({ ...said, ref: ofChain });
      // Emptied, it goes no later.
      await personal.erase(ofReport, { at: toIso(T0), by: 'root' });

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
          ...(await is('words of a report', first(personal.get([ofReport])))),
          ...(await is('words in a chain', first(personal.get([ofChain])))),
          ...(await is('mail', mailThreads.find(mail.integrationId, ['m']))),
        ];
      };
      const kept = await there();
      expect(kept).toHaveLength(9);
      // The shortest of these.
      await passed(DEFAULT_RETENTION.alerts - 1);
      expect(await there()).toEqual(kept);
      await passed(DEFAULT_RETENTION.alerts);
      expect(await there()).toEqual(['firing alert', 'alert that fired again', 'delivery', 'words in a chain']);
      await passed(DEFAULT_RETENTION.slots - 1);
      expect(await slots.holder(slot)).toBe('incident-a');
      await passed(DEFAULT_RETENTION.slots);
      expect(await there()).toEqual(['firing alert', 'alert that fired again', 'words in a chain']);
      expect(await slots.claim(slot, 'incident-b')).toEqual({ incidentId: 'incident-b', claimed: true });
    });

    it('keeps a slot for as long as somebody keeps it, whoever holds it, and makes none', async () => {
      const other = await makeStores();
      const { slots, keepSlot } = other.stores;
      try {
        const [kept, moved, left, none] = [fresh('slot'), fresh('slot'), fresh('slot'), fresh('slot')];
        for (const slot of [kept, moved, left]) await slots.claim(slot, 'incident-a');
        // Nothing is written while more than half of its days are left.
        expect(await keepSlot(kept)).toBe(false);
        const half = Math.ceil(DEFAULT_RETENTION.slots / 2) + 1;
        for (let day = half; day < 3 * DEFAULT_RETENTION.slots; day += half) {
          await other.expireAt(T0 + day * DAY_MS);
          if (day === half) await slots.replace(moved, 'incident-a', 'incident-b');
          for (const slot of [kept, moved]) await keepSlot(slot);
          expect(await keepSlot(none)).toBe(false);
        }
        expect([await slots.holder(kept), await slots.holder(moved)]).toEqual(['incident-a', 'incident-b']);
        expect([await slots.holder(left), await slots.holder(none)]).toEqual([undefined, undefined]);
      } finally {
        await other.close();
      }
    });

    it('keeps what stands beside an alert for as long as somebody keeps it', async () => {
      const other = await makeStores();
      const { keepBeside, mailThreads, opsgenie } = other.stores;
      try {
        const integrationId = fresh('integration');
        const kept = { alertId: fresh('alert'), dedupKey: fresh('key'), integrationId };
        const left = { alertId: fresh('alert'), dedupKey: fresh('key'), integrationId };
        const ids = [kept, kept, left].map(({ dedupKey }, i) => ({ dedupKey, messageId: `<${i}@example.org>` }));
        for (const id of ids) await mailThreads.remember({ ...id, integrationId, receivedAt: T0 });
        for (const { alertId } of [kept, left]) {
          const at = toIso(T0);
          const row = { integrationId, alertId, version: 1, tinyId: alertId, createdAt: at, updatedAt: at };
          expect(await opsgenie.putAlert(row as OpsgenieAlert)).toBe(true);
        }
        // Nothing is written while more than half of the days are left.
        expect(await keepBeside(kept)).toBe(0);
        expect(await keepBeside({ alertId: 'none', dedupKey: 'none', integrationId })).toBe(0);
        const { mailThreads: ofMails, opsgenieAlerts: ofAlerts } = DEFAULT_RETENTION;
        const half = Math.ceil(ofMails / 2) + 1;
        for (let day = half; day < 2 * ofAlerts; day += half) {
          await other.expireAt(T0 + day * DAY_MS);
          expect(await keepBeside(kept)).toBeGreaterThanOrEqual(2);
        }
        const found = await Promise.all(ids.map(({ messageId }) => mailThreads.find(integrationId, [messageId])));
        expect(found.map((one) => one?.dedupKey)).toEqual([kept.dedupKey, kept.dedupKey, undefined]);
        expect((await opsgenie.alertByTinyId(integrationId, kept.alertId))?.alertId).toBe(kept.alertId);
        expect(await opsgenie.alert(integrationId, left.alertId)).toBeUndefined();
      } finally {
        await other.close();
      }
    });

    it('keeps what belongs to an incident for as long as a list says that it is open', async () => {
      const other = await makeStores();
      const { alerts, deliveries, projections, renew = async () => 0 } = other.stores;
      try {
        const row = (key: string, open: boolean): ProjectionRow => ({
          name: fresh('list'),
          key,
          version: 1,
          seq: 1,
          row: {},
          listing: { at: toIso(T0), status: 'any', major: 'none', services: [], pending: false, open },
        });
        /** Of one incident: an alert that was resolved, one that says a lot, and who was told. */
        const lives = async (isOpen: boolean) => {
          const key = fresh('incident');
          const ids = [fresh('alert'), fresh('alert')];
          const long = Array.from({ length: 2_000 }, (_, i) => (i * 2_654_435_761).toString(36)).join(' ');
          const records = ids.map((id, i) => record(id, i === 1 ? { description: long } : {}));
          await projections.put(row(key, isOpen), true);
          await alerts.record(records);
          await alerts.attach(
            ids.map((alertId) => ({ alertId, episode: 1, told: 'critical' as const })),
            key,
          );
          await alerts.record(ids.map((id) => record(id, { status: 'resolved', occurredAt: T0 + 1 })));
          await deliveries.intend(delivery(key, { intendedAt: toIso(T0) }), T0);
          const left = async (): Promise<[alerts: number, deliveries: number]> => {
            const found = await Promise.all(ids.map((id) => alerts.get(id)));
            return [found.filter((one) => one !== undefined).length, (await deliveries.ofIncident(key)).length];
          };
          return { key, left };
        };
        const [open, ended] = [await lives(true), await lives(false)];
        // As the reconciler does each day; here it comes by less often than it ever would.
        for (let day = 0; day < DEFAULT_RETENTION.deliveries + 30; day += 6) {
          await other.expireAt(T0 + day * DAY_MS);
          await renew(open.key);
        }
        expect(await ended.left()).toEqual([0, 0]);
        expect(await open.left()).toEqual([2, 1]);
      } finally {
        await other.close();
      }
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

  describe('retention of states', () => {
    let made: MadeStores;
    let stores: Stores;
    // Each of its own stores: the clock of some does not go back.
    beforeEach(async () => {
      made = await makeStores();
      stores = made.stores;
    });
    afterEach(() => made.close());

    const passed = (days: number): Promise<void> => made.expireAt(T0 + days * DAY_MS + 60_000);

    const PLACES = ['newest', 'followed'] as const;
    const STATES = DEFAULT_RETENTION.states;

    /** States of a new incident after each of these, whose commits are appended. */
    const statesOf = async (...status: IncidentState['status'][]): Promise<IncidentState[]> => {
      const id = fresh('incident');
      const states: IncidentState[] = [];
      for (const [i, one] of status.entries()) {
        const commit = commitOf(id, i + 1);
        await stores.commits.append(commit);
        states.push(incident(id, { seq: commit.seq, hash: commit.hash, status: one }));
      }
      return states;
    };
    const rows = Array.from({ length: 450 }, (_, i) => ({ id: `alert ${i}`, value: { i } }));

    /** In which places there is a state, and how many rows. */
    const left = async ({ incidentId }: IncidentState): Promise<[places: string[], rows: number]> => {
      const found = await Promise.all(PLACES.map((place) => stores.heads.get(place, incidentId)));
      const places = PLACES.filter((_, i) => found[i] !== undefined);
      return [places, (await stores.heads.rowsOf(incidentId, 'alert', { limit: 1000 })).items.length];
    };

    it('go with their rows after their days, once they were let go or put of what has ended; others stay', async () => {
      const [open] = (await statesOf('open')) as [IncidentState];
      const [ended] = (await statesOf('closed')) as [IncidentState];
      const [closing, closed] = (await statesOf('open', 'closed')) as [IncidentState, IncidentState];
      for (const state of [open, ended, closing]) await stores.heads.put('newest', state, rows);
      await stores.heads.put('followed', closing);
      await stores.heads.letGo(closed.incidentId);
      await stores.heads.letGo(fresh('incident'));
      await passed(STATES - 1);
      expect(await left(ended)).toEqual([['newest'], rows.length]);
      expect(await left(closing)).toEqual([[...PLACES], rows.length]);
      await passed(STATES);
      expect(await left(ended)).toEqual([[], 0]);
      expect(await left(closing)).toEqual([[], 0]);
      expect(await left(open)).toEqual([['newest'], rows.length]);
    });

    it('stay where the incident is worked on again and they are kept anew', async () => {
      const [open, reopened] = (await statesOf('open', 'investigating')) as [IncidentState, IncidentState];
      for (const place of PLACES) await stores.heads.put(place, open, place === 'newest' ? rows : []);
      await stores.heads.letGo(open.incidentId);
      await stores.heads.put('newest', reopened, rows);
      await passed(STATES);
      const [places, count] = await left(open);
      expect([places[0], count]).toEqual(['newest', rows.length]);
    });
  });
};
