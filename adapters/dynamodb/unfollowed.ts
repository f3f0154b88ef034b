import type { UnfollowedStore } from '../../ports/stores.ts';
import { number, numberOf, text, textOf } from './attributes.ts';
import { oldestWork } from './indexes.ts';
import { sortText, unfollowedKey, workPartition } from './keys.ts';
import type { Table } from './table.ts';

/** Commits left for the reconciler. */
export const dynamoUnfollowed = (table: Table): UnfollowedStore => ({
  async put({ incidentId, seq, since, triedAt }) {
    await table.put('leave a commit for the reconciler', unfollowedKey(incidentId, seq), {
      incidentId: text(incidentId),
      seq: number(seq),
      since: text(since),
      triedAt: text(triedAt),
      todoPk: text(workPartition('UNFOLLOWED', incidentId)),
      todoSk: text(sortText(triedAt, incidentId)),
    });
  },
  async list(limit) {
    const what = 'list commits that were not followed';
    const items = await table.getAll(what, await oldestWork(what, table, 'todo', 'UNFOLLOWED', limit));
    return items.map((item) => ({
      incidentId: textOf(item.incidentId),
      seq: numberOf(item.seq),
      since: textOf(item.since),
      triedAt: textOf(item.triedAt),
    }));
  },
  async remove({ incidentId, seq }) {
    await table.delete('a commit was followed after all', unfollowedKey(incidentId, seq), {
      text: 'attribute_exists(#pk)',
    });
  },
});
