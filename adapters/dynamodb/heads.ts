import type { IncidentState } from '../../domain/incident/state.ts';
import { currentState } from '../../domain/incident/stored-state.ts';
import type { HeadStore, MemberRow } from '../../ports/head-store.ts';
import { StoreError } from '../../ports/store-error.ts';
import { type Item, number, text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { eachBounded } from './in-parallel.ts';
import { headKey, memberKey, membersPartition, viewKey } from './keys.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';

const memberOf = (item: Item): MemberRow => ({
  id: textOf(item.id),
  value: JSON.parse(textOf(item.body)) as unknown,
});

const stateIn = (item: Item | undefined): IncidentState | undefined =>
  item === undefined ? undefined : currentState(JSON.parse(unpack(item.body)));

/** Until version 2 the view was the state to go on from. */
const isOfVersion1 = (item: Item): boolean => (JSON.parse(unpack(item.body)) as { version?: number }).version === 1;

/** One small item for each place of an incident, and one for each member that it no longer holds. */
export const dynamoHeads = (table: Table): HeadStore => ({
  async get(place, incidentId) {
    const keys = [headKey(incidentId, place), viewKey(incidentId)];
    const items = await table.getAll('read the state of an incident', keys);
    const head = stateIn(items.find((item) => textOf(item.sk) !== 'VIEW'));
    const view = head === undefined ? items.find((item) => textOf(item.sk) === 'VIEW') : undefined;
    return head ?? (view !== undefined && isOfVersion1(view) ? stateIn(view) : undefined);
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
    await eachBounded(rows, ({ id, value }) =>
      table.put(
        what,
        memberKey(incidentId, id),
        { id: text(id), seq: number(seq), body: text(JSON.stringify(value)) },
        unlessNewer,
      ),
    );
    const body = pack(JSON.stringify(state));
    if (sizeOf(body) > LARGEST_BODY) throw tooLarge(what, sizeOf(body));
    await table.put(what, headKey(incidentId, place), { seq: number(seq), body }, unlessNewer);
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
