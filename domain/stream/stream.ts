import type * as z from 'zod';
import { DomainError } from '../failure/domain-error.ts';
import type { Head, Metadata, StreamCommit, StreamEvent } from './commit.ts';

/** What a kind of thing is, for whoever only reads it: without a schema, because what accepts alerts reads some. */
export interface StreamFold<Event extends StreamEvent, State> {
  /** In keys, paths of the API and commits; never changed. */
  readonly kind: string;
  /** What people call one of them. */
  readonly noun: string;
  /** The state after an event. Total over all events. */
  evolve(state: State | undefined, event: Event, commit: StreamCommit<Event>): State;
}

/** The same for whoever also changes it. */
export interface Deciding<Event extends StreamEvent, State, Command extends { readonly type: string }>
  extends StreamFold<Event, State> {
  /** What a command leads to; nothing when it is so already. @throws DomainError what the rules refuse */
  decide(id: string, command: Command & { readonly metadata: Metadata }, state: State | undefined): Event[];
}

/**
 * A kind of thing that people change by day, whose every change is a sealed commit. Everything that is done to it
 * (deciding, appending, folding, following, verifying, exporting) is written once, over this.
 */
export interface Stream<Event extends StreamEvent, State, Command extends { readonly type: string }>
  extends Deciding<Event, State, Command> {
  /** Every event ever written; fields are added as optional ones, never changed. */
  readonly event: z.ZodType<Event>;
}

/** The state of a stream and where its chain ends. */
export interface Folded<State> extends Head {
  readonly state: State;
}

/** The state that commits lead to, from where it stood before; undefined for a stream that has none. */
export const fold = <Event extends StreamEvent, State>(
  stream: Pick<StreamFold<Event, State>, 'evolve'>,
  commits: readonly StreamCommit<Event>[],
  from?: Folded<State>,
): Folded<State> | undefined => {
  let folded = from;
  for (const commit of commits) {
    let state = folded?.state;
    for (const event of commit.events) state = stream.evolve(state, event, commit);
    folded = { seq: commit.seq, hash: commit.hash, state: state as State };
  }
  return folded;
};

/**
 * What a stored or imported commit claims to hold, checked against the events of its kind.
 *
 * @throws ZodError naming the first event that is none
 */
export const readEvents = <Event extends StreamEvent>(
  stream: { readonly event: z.ZodType<Event> },
  events: readonly unknown[],
): Event[] => events.map((event) => stream.event.parse(event));

/** Refused because the stream is not as the caller saw it. */
export const changedSince = (name: string, seq: number): DomainError =>
  new DomainError('version-conflict', `${name} has changed since (now at ${seq}); read it again and repeat.`, {
    details: { seq },
  });

/** Refused because a command id was used before, for something else. */
export const usedForAnother = (): DomainError =>
  new DomainError('idempotency-conflict', 'This Idempotency-Key was used for another request; use a new key.');

/** Refused because writers raced for longer than a race takes. */
export const tooManyAtOnce = (name: string): DomainError =>
  new DomainError('version-conflict', `Too many changes to ${name} at once; try again.`);

/** Writers that lose the race re-read and decide again; a storm over this many rounds means something else is wrong. */
export const MAXIMUM_ROUNDS = 40;
