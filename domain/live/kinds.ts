import type { Configuration } from '../configuration/configuration.ts';
import type { StreamCommit, StreamEvent } from '../stream/commit.ts';
import { type Folded, fold, type StreamFold } from '../stream/stream.ts';
import { suppressionFold } from '../suppression/fold.ts';
import { tokenFold } from '../token/fold.ts';
import type { LiveRecord } from './live-record.ts';

/** A kind of live record: how its stream is read, and which list of the files it stands beside. */
interface LiveKind {
  readonly kind: string;
  /** In the plural, as people call them. */
  readonly name: string;
  readonly entries?: 'maintenanceWindows' | 'accessTokens';
  recordOf(id: string, commits: readonly StreamCommit[]): LiveRecord | undefined;
}

const liveKind = <Event extends StreamEvent, State extends { readonly changedAt: string; readonly ended?: unknown }>(
  stream: StreamFold<Event, State>,
  name: string,
  entries?: LiveKind['entries'],
): LiveKind => ({
  kind: stream.kind,
  name,
  ...(entries && { entries }),
  recordOf: (id, commits) => {
    const folded = fold(stream, commits as unknown as readonly StreamCommit<Event>[]);
    return folded && liveRecordOf(stream.kind, id, folded);
  },
});

/** A stream as it is now, as a live record. */
export const liveRecordOf = <State extends { readonly changedAt: string; readonly ended?: unknown }>(
  kind: string,
  id: string,
  { seq, state }: Folded<State>,
): LiveRecord<State> => ({ kind, id, seq, ended: state.ended !== undefined, changedAt: state.changedAt, state });

/** Every kind of live record. A new kind is one line. */
export const LIVE_KINDS: readonly LiveKind[] = [
  liveKind(suppressionFold, 'maintenance windows and silences', 'maintenanceWindows'),
  liveKind(tokenFold, 'access tokens', 'accessTokens'),
];

export const liveKindOf = (kind: string): LiveKind | undefined => LIVE_KINDS.find((one) => one.kind === kind);

/** The entry of the files in whose place a live record stands, as `maintenanceWindows/<id>`; undefined where there is none. */
export const shadowedBy = (
  { kind, id }: Pick<LiveRecord, 'kind' | 'id'>,
  configuration: Configuration,
): string | undefined => {
  const entries = liveKindOf(kind)?.entries;
  return entries && configuration[entries].some((entry) => entry.id === id) ? `${entries}/${id}` : undefined;
};
