import type { Commit } from '../../domain/incident/commit.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { type AnyCommit, INCIDENT, type StreamCommit, type StreamName, streamOf } from '../../domain/stream/commit.ts';
import type { CommitStore } from '../../ports/stores.ts';
import { type Item, text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { listKeys, listPage } from './indexes.ts';
import {
  aliasKey,
  CHAINS_LIST,
  commitKey,
  incidentIn,
  LAST_COMMIT,
  sortText,
  streamsList,
  VIEWS_LIST,
} from './keys.ts';
import { LARGEST_BODY } from './packed.ts';
import type { Table } from './table.ts';
import { COMMIT_BODY } from './table-schema.ts';

/** What a cursor begins with, while it walks over the views and then over the first commits. Both are of one length. */
const VIEWS_FIRST = 'v.';
const CHAINS_NEXT = 'c.';

/** The number that people say aloud, which an incident has from its first event on. */
const numberIn = ({ events }: AnyCommit): string | undefined =>
  (events as readonly Partial<Extract<IncidentEvent, { type: 'IncidentOpened' }>>[])[0]?.number;

/** The first commit stands for its chain in the list of all chains of its kind, and for an incident under its number. */
const listed = (commit: AnyCommit, { kind, id }: StreamName): Item => {
  if (kind !== INCIDENT) return { listPk: text(streamsList(kind)), listSk: text(id) };
  const number = numberIn(commit);
  return {
    listPk: text(CHAINS_LIST),
    listSk: text(sortText(commit.at, id)),
    ...(number !== undefined && { todoPk: text(aliasKey(number).pk), todoSk: text(id) }),
  };
};

/** Commits of all streams: one item each, never changed. One that does not fit into an item is refused, not split. */
export const dynamoCommits = (table: Table): CommitStore => {
  const read = async (stream: StreamName, afterSeq: number, limit?: number): Promise<unknown[]> => {
    const { pk, sk } = commitKey(stream, afterSeq + 1);
    const query = {
      KeyConditionExpression: '#pk = :pk AND #sk BETWEEN :first AND :last',
      ConsistentRead: true,
      ...(limit !== undefined && { Limit: limit }),
      values: { pk: text(pk), first: text(sk), last: text(LAST_COMMIT) },
    };
    const items = await table.query('read commits', query, limit);
    return items.map((item) => JSON.parse(textOf(item[COMMIT_BODY])));
  };
  return {
    async append(commit) {
      const what = 'append a commit';
      const body = JSON.stringify(commit);
      const bytes = Buffer.byteLength(body);
      if (bytes > LARGEST_BODY) throw tooLarge(what, bytes);
      const stream = streamOf(commit);
      const item = { [COMMIT_BODY]: text(body), ...(commit.seq === 1 && listed(commit, stream)) };
      const result = await table.put(what, commitKey(stream, commit.seq), item, { text: 'attribute_not_exists(#pk)' });
      if (result.written) return true;
      // Our own first attempt, whose answer was lost.
      return result.retried && textOf(result.found?.[COMMIT_BODY]) === body;
    },
    read: async (incidentId, afterSeq, limit) =>
      (await read({ kind: INCIDENT, id: incidentId }, afterSeq, limit)) as Commit[],
    async incidents({ limit, next, newestFirst = false }) {
      if (newestFirst) {
        const request = { partition: CHAINS_LIST, newestFirst, limit, ...(next !== undefined && { next }) };
        const { items, ...rest } = await listPage('list incidents', table, request);
        return { items: items.map(({ pk }) => incidentIn(textOf(pk))), ...rest };
      }
      // Views first: they stop at the day from which first commits are listed.
      const inViews = next === undefined || next.startsWith(VIEWS_FIRST);
      const from = next?.slice(VIEWS_FIRST.length);
      const partition = inViews ? VIEWS_LIST : CHAINS_LIST;
      const request = { partition, newestFirst: false, limit, ...(from && { next: from }) };
      const page = await listPage('list incidents', table, request);
      const items = page.items.map(({ pk }) => incidentIn(textOf(pk)));
      if (page.next !== undefined) return { items, next: `${inViews ? VIEWS_FIRST : CHAINS_NEXT}${page.next}` };
      return inViews ? { items, next: CHAINS_NEXT } : { items };
    },
    ofStream: async (stream, afterSeq) => (await read(stream, afterSeq)) as StreamCommit[],
    async streams(kind, page) {
      const { sorts, next } = await listKeys('list streams', table, { partition: streamsList(kind), ...page });
      return next === undefined ? { items: sorts } : { items: sorts, next };
    },
  };
};
