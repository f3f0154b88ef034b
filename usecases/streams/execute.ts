import { hashOf } from '../../domain/chain/chain.ts';
import { type Metadata, type StreamCommit, type StreamEvent, sealNext } from '../../domain/stream/commit.ts';
import {
  changedSince,
  type Deciding,
  type Folded,
  fold,
  MAXIMUM_ROUNDS,
  type StreamFold,
  tooManyAtOnce,
  usedForAnother,
} from '../../domain/stream/stream.ts';
import type { Ports } from '../../ports/ports.ts';

/** What a command led to. */
export interface Executed<Event extends StreamEvent, State> {
  readonly folded: Folded<State>;
  /** Absent when the command asked for what was so already, or was given before. */
  readonly commit?: StreamCommit<Event>;
}

/** Commits of a kind hold events of that kind alone: only `execute` writes them. */
const commitsOf = async <Event extends StreamEvent>(
  ports: Pick<Ports, 'stores'>,
  { kind }: Pick<StreamFold<Event, unknown>, 'kind'>,
  id: string,
): Promise<StreamCommit<Event>[]> =>
  (await ports.stores.commits.ofStream({ kind, id }, 0)) as unknown as StreamCommit<Event>[];

/** A stream as its commits make it; undefined where there is none. */
export const load = async <Event extends StreamEvent, State>(
  ports: Pick<Ports, 'stores'>,
  stream: Pick<StreamFold<Event, State>, 'kind' | 'evolve'>,
  id: string,
): Promise<Folded<State> | undefined> => fold(stream, await commitsOf<Event>(ports, stream, id));

/**
 * Decides and appends, once, however many race: the append is the lock, the loser decides again on what was written. A stream
 * is folded whole each time: what people change by hand has few commits. What a command has `sealed` is no part of what a repeated
 * one is compared by: personal data are sealed anew each time, and a plain hash of them would give them away.
 *
 * @param expectedSeq what the caller saw (its ETag)
 * @throws DomainError what the rules refuse; `version-conflict`; `idempotency-conflict` when the command id was used for
 *   something else
 */
export const execute = async <Event extends StreamEvent, State, Command extends { readonly type: string }>(
  ports: Pick<Ports, 'stores'>,
  stream: Deciding<Event, State, Command>,
  id: string,
  command: Command & { readonly metadata: Metadata; readonly sealed?: unknown },
  expectedSeq?: number,
): Promise<Executed<Event, State>> => {
  const { metadata, sealed: _, ...asked } = command;
  const name = { kind: stream.kind, id };
  const requestHash = hashOf(asked);
  for (let round = 0; round < MAXIMUM_ROUNDS; round += 1) {
    const commits = await commitsOf<Event>(ports, stream, id);
    const folded = fold(stream, commits);
    const before = commits.find(({ commandId }) => commandId === metadata.commandId);
    if (folded && before) {
      if (before.requestHash !== requestHash) throw usedForAnother();
      return { folded };
    }
    if (expectedSeq !== undefined && folded && folded.seq !== expectedSeq)
      throw changedSince(`The ${stream.noun} ${id}`, folded.seq);
    const events = stream.decide(id, command, folded?.state);
    if (events.length === 0 && folded) return { folded };
    const commit = sealNext(name, folded, command, requestHash, events);
    if (await ports.stores.commits.append(commit))
      return { folded: fold(stream, [commit], folded) as Folded<State>, commit };
  }
  throw tooManyAtOnce(`the ${stream.noun} ${id}`);
};
