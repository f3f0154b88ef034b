import type { Commit } from '../../domain/incident/commit.ts';
import type { CommitStore } from '../../ports/stores.ts';
import { text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { commitKey, LAST_COMMIT } from './keys.ts';
import { LARGEST_BODY } from './packed.ts';
import type { Table } from './table.ts';
import { COMMIT_BODY } from './table-schema.ts';

/** Incident commits: one item each, never changed. One that does not fit into an item is refused, not split. */
export const dynamoCommits = (table: Table): CommitStore => ({
  async append(commit) {
    const what = 'append a commit';
    const body = JSON.stringify(commit);
    const bytes = Buffer.byteLength(body);
    if (bytes > LARGEST_BODY) throw tooLarge(what, bytes);
    const item = { [COMMIT_BODY]: text(body) };
    const result = await table.put(what, commitKey(commit.incidentId, commit.seq), item, {
      text: 'attribute_not_exists(#pk)',
    });
    if (result.written) return true;
    // Our own first attempt, whose answer was lost.
    return result.retried && textOf(result.found?.[COMMIT_BODY]) === body;
  },
  async read(incidentId, afterSeq) {
    const { pk, sk } = commitKey(incidentId, afterSeq + 1);
    const items = await table.query('read commits', {
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
      ConsistentRead: true,
      values: { pk: text(pk), first: text(sk), last: text(LAST_COMMIT) },
    });
    return items.map((item) => JSON.parse(textOf(item[COMMIT_BODY])) as Commit);
  },
});
