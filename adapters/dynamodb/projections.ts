import type { ProjectionCheckpoint, ProjectionRow, ProjectionStore } from '../../ports/projection-store.ts';
import { type Item, number, present, text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { oldestWork } from './indexes.ts';
import { aliasKey, checkpointKey, listPartition, rowKey, rowsOf, sortText, viewKey, workPartition } from './keys.ts';
import { mergedPage } from './merged-page.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';

const rowOf = (item: Item): ProjectionRow => JSON.parse(unpack(item.body)) as ProjectionRow;

/** Rows of projections: one item each. Lists have one partition of the index for each status. */
export const dynamoProjections = (table: Table): ProjectionStore => {
  /** The key of the stream whose first commit is in the index under this alias: no item of its own is written for it. */
  const commitWith = async (alias: string): Promise<string | undefined> => {
    const { partition, sort } = INDEXES.todo;
    const { items } = await table.queryOnce('find a stream by its alias', {
      IndexName: table.indexNames.todo,
      KeyConditionExpression: `#${partition} = :alias`,
      Limit: 1,
      values: { alias: text(aliasKey(alias).pk) },
    });
    return items[0] && textOf(items[0][sort]);
  };
  return {
    async put(row, first, spent) {
      const what = 'store a row of a projection';
      const { name, key, seq, listing } = row;
      const body = pack(JSON.stringify(row));
      if (sizeOf(body) > LARGEST_BODY) throw tooLarge(what, sizeOf(body));
      // First the alias, so that what is listed can be found by it. An earlier version appended first commits without.
      if (first && listing?.alias !== undefined && (await commitWith(listing.alias)) === undefined)
        await table.put(what, aliasKey(listing.alias), { incidentId: text(key) }, undefined, spent);
      const item = present({
        incidentId: text(key),
        seq: number(seq),
        ...(listing && {
          status: text(listing.status),
          major: text(listing.major),
          services: { L: listing.services.map(text) },
          listPk: text(listPartition(name, listing.status)),
          listSk: text(sortText(listing.at, key)),
          todoPk: listing.pending ? text(workPartition('PROCESS', key)) : undefined,
          todoSk: listing.pending ? text(sortText(listing.at, key)) : undefined,
        }),
        body,
      });
      const isNewer = { text: 'attribute_not_exists(#pk) OR #seq <= :seq', values: { seq: number(seq) } };
      await table.put(what, rowKey(name, key), item, isNewer, spent);
      // An incident from before there were rows is marked as work by its view, until a row says what is to be done.
      if (first && seq > 1 && listing !== undefined)
        await table.update(what, viewKey(key), {
          remove: ['todoPk', 'todoSk'],
          when: { text: 'attribute_exists(#todoPk)' },
        });
    },
    async get(name, key) {
      const item = await table.get('read a row of a projection', rowKey(name, key));
      return item && rowOf(item);
    },
    async keyOf(_, alias) {
      const indexed = await commitWith(alias);
      if (indexed !== undefined) return indexed;
      const item = await table.get('find a row of a projection', aliasKey(alias));
      return item && textOf(item.incidentId);
    },
    async list(name, { status, major, service }, page) {
      const values: Item = {};
      const clauses: string[] = [];
      if (major !== undefined) {
        if (major.length === 0) return { items: [] };
        major.forEach((value, i) => {
          values[`major${i}`] = text(value);
        });
        clauses.push(`#major IN (${major.map((_, i) => `:major${i}`).join(', ')})`);
      }
      if (service !== undefined) {
        values.service = text(service);
        clauses.push('contains(#services, :service)');
      }
      const { items, next } = await mergedPage('list rows of a projection', table, {
        partitions: [...new Set(status)].map((one) => listPartition(name, one)),
        filter: clauses.length === 0 ? undefined : { text: clauses.join(' AND '), values },
        ...page,
      });
      return { items: items.map(rowOf), ...(next !== undefined && { next }) };
    },
    async pending(name, limit) {
      const what = 'list what is to be done';
      const items = await table.getAll(what, await oldestWork(what, table, 'todo', 'PROCESS', limit));
      // Incidents from before there were rows are marked by their views.
      const isOurs = ({ pk, sk }: Item) => textOf(pk).startsWith(rowsOf(name)) || textOf(sk) === 'VIEW';
      const pending = items.filter((item) => item.todoPk !== undefined && isOurs(item));
      return [...new Set(pending.map((item) => textOf(item.incidentId)))];
    },
    async checkpoint(name) {
      const item = await table.get('read the checkpoint of a projection', checkpointKey(name));
      return item && (JSON.parse(textOf(item.body)) as ProjectionCheckpoint);
    },
    async saveCheckpoint(checkpoint) {
      const body = text(JSON.stringify(checkpoint));
      await table.put('save the checkpoint of a projection', checkpointKey(checkpoint.name), { body });
    },
  };
};
