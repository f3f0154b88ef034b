import type { Retention } from '../../domain/retention/retention.ts';
import type { Quarantined, QuarantineStore } from '../../ports/stores.ts';
import { type Item, optionalTextOf, text, textOf } from './attributes.ts';
import { eachBounded } from './in-parallel.ts';
import { listPage } from './indexes.ts';
import { QUARANTINE_LIST, quarantineKey, TRACE_LIST } from './keys.ts';
import { wholeOf } from './parts.ts';
import { dynamoQuarantineKeeping } from './quarantine-keeping.ts';
import type { Table } from './table.ts';

/** Requests that were not understood, kept until their retention is over, however long their bodies are. */
export const dynamoQuarantine = (table: Table, retention: () => Retention): QuarantineStore => {
  const read = async (item: Item): Promise<Quarantined | undefined> => {
    const json = await wholeOf('read a quarantined request', table, quarantineKey(textOf(item.id)), item);
    if (json === undefined) return undefined;
    const entry = JSON.parse(json) as Quarantined;
    const replayedAt = optionalTextOf(item.replayedAt);
    return replayedAt === undefined ? entry : { ...entry, replayedAt };
  };

  return {
    ...dynamoQuarantineKeeping(table, retention),
    async get(id) {
      const item = await table.get('read a quarantined request', quarantineKey(id));
      return item === undefined ? undefined : read(item);
    },
    async list(page, what = 'requests') {
      const request = { partition: what === 'traces' ? TRACE_LIST : QUARANTINE_LIST, newestFirst: true, ...page };
      const { items, next } = await listPage('list quarantined requests', table, request);
      const entries = (await eachBounded(items, read)).filter((entry) => entry !== undefined);
      return next === undefined ? { items: entries } : { items: entries, next };
    },
    async markReplayed(id, at) {
      await table.update('mark a request as replayed', quarantineKey(id), {
        set: { replayedAt: text(at) },
        when: { text: 'attribute_exists(#pk)' },
      });
    },
  };
};
