import { isEnded } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { HeadStore, MemberRow } from '../../ports/head-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { type Item, number, optionalNumberOf, text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { eachBounded } from './in-parallel.ts';
import { headKey, memberKey, membersPartition } from './keys.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { ttl } from './ttl.ts';

const memberOf = (item: Item): MemberRow => ({
  id: textOf(item.id),
  value: JSON.parse(textOf(item.body)) as unknown,
});

/** Its time to live is over, and with it that of its rows, of which some may be gone already. */
const isOver = (item: Item, now: EpochMs): boolean => (optionalNumberOf(item.expiresAt) ?? Infinity) * 1000 < now;

/** One small item for each place of an incident, and one for each member that it no longer holds. */
export const dynamoHeads = (table: Table, retention: () => Retention, now: () => EpochMs): HeadStore => ({
  putEvery: 8,
  async get(place, incidentId) {
    const item = await table.get('read the state of an incident', headKey(incidentId, place));
    return item === undefined || isOver(item, now()) ? undefined : currentState(JSON.parse(unpack(item.body)));
  },
  // Other processes write as well: what one of them holds may be old.
  offer: () => Promise.resolve(),
  async put(place, state, rows = []) {
    const what = 'keep the state of an incident';
    const { incidentId, seq } = state;
    const unlessNewer = {
      text: 'attribute_not_exists(#pk) OR #seq <= :seq',
      values: { seq: number(seq) },
    };
    const until: Item = isEnded(state) ? { expiresAt: ttl(retention(), 'states', now()) } : {};
    await eachBounded(rows, ({ id, value }) =>
      table.put(
        what,
        memberKey(incidentId, id),
        { id: text(id), seq: number(seq), body: text(JSON.stringify(value)), ...until },
        unlessNewer,
      ),
    );
    const body = pack(JSON.stringify(state));
    if (sizeOf(body) > LARGEST_BODY) throw tooLarge(what, sizeOf(body));
    await table.put(what, headKey(incidentId, place), { seq: number(seq), body, ...until }, unlessNewer);
  },
  async letGo(incidentId) {
    const what = 'let go of the state of an incident';
    const places = (['newest', 'followed'] as const).map((place) => headKey(incidentId, place));
    if ((await table.getAll(what, places)).length === 0) return;
    const partition = membersPartition(incidentId);
    // Whoever let go of some before, and did not come to the end, need not do so again.
    const members = await table.query(what, {
      KeyConditionExpression: '#pk = :pk',
      FilterExpression: 'attribute_not_exists(#expiresAt)',
      values: { pk: text(partition) },
    });
    const until = { expiresAt: ttl(retention(), 'states', now()) };
    const keys = [...members.map((item) => ({ pk: partition, sk: textOf(item.sk) })), ...places];
    // Only where it is: what was kept again meanwhile stays or goes by itself.
    await eachBounded(keys, (key) =>
      table.update(what, key, {
        set: until,
        when: { text: 'attribute_exists(#pk) AND attribute_not_exists(#expiresAt)' },
      }),
    );
  },
  async rows(incidentId, ids) {
    const keys = ids.map((id) => memberKey(incidentId, id));
    return (await table.getAll('read members of an incident', keys)).map(memberOf);
  },
  async rowsOf(incidentId, kind, { limit, next }) {
    const partition = membersPartition(incidentId);
    const after = next === undefined ? `${kind} ` : cursorAt(next);
    const items = await table.query(
      'list members of an incident',
      {
        KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :after AND :end',
        ConsistentRead: true,
        Limit: limit + 1,
        ...(next !== undefined && { ExclusiveStartKey: { pk: text(partition), sk: text(after) } }),
        values: { pk: text(partition), after: text(after), end: text(`${kind}!`) },
      },
      limit + 1,
    );
    const page = items.slice(0, limit);
    const last = page.at(-1);
    return items.length > limit && last !== undefined
      ? { items: page.map(memberOf), next: Buffer.from(textOf(last.sk)).toString('base64url') }
      : { items: page.map(memberOf) };
  },
});

/** @throws StoreError `invalid-cursor` */
const cursorAt = (next: string): string => {
  const sort = Buffer.from(next, 'base64url').toString();
  if (/^(alert|group) ./.test(sort)) return sort;
  throw new StoreError('invalid-cursor', 'the cursor is not one of this store', {
    advice: 'Begin again with the first page.',
  });
};
