import { type AnyCommit, streamKey } from '../../domain/stream/commit.ts';
import type { CommitStore } from '../../ports/stores.ts';
import type { Held } from './held.ts';
import { pageOf, sortedBy } from './pages.ts';

export const memoryCommits = (held: Pick<Held, 'commits' | 'streams'>): CommitStore => ({
  async append(commit) {
    // By kind, so that what a test looks at has the type of its commits.
    const chains: Map<string, AnyCommit[]> = 'incidentId' in commit ? held.commits : held.streams;
    const key = 'incidentId' in commit ? commit.incidentId : streamKey(commit);
    const chain = chains.get(key) ?? [];
    if (commit.seq !== chain.length + 1) return false;
    chains.set(key, [...chain, commit]);
    return true;
  },
  async read(incidentId, afterSeq, limit = Number.POSITIVE_INFINITY) {
    return (held.commits.get(incidentId) ?? []).slice(afterSeq, afterSeq + limit);
  },
  async incidents({ newestFirst = false, ...page }) {
    return pageOf(newestFirst ? [...held.commits.keys()].reverse() : [...held.commits.keys()], page);
  },
  async ofStream(stream, afterSeq) {
    return (held.streams.get(streamKey(stream)) ?? []).slice(afterSeq);
  },
  async streams(kind, page) {
    const names = [...held.streams.keys()].filter((key) => key.startsWith(`${kind}/`));
    return pageOf(
      sortedBy(names, (key) => key).map((key) => key.slice(kind.length + 1)),
      page,
    );
  },
});
