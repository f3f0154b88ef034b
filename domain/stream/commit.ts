import * as z from 'zod';
import { GENESIS, seal, wellFormed } from '../chain/chain.ts';
import type { Iso } from '../instant/instant.ts';

/** Who or what caused a commit. */
export const actor = /* @__PURE__ */ (() =>
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('person'), id: z.string(), name: z.string().optional() }),
      z.strictObject({ kind: z.literal('integration'), id: z.string() }),
      z.strictObject({ kind: z.literal('rule'), id: z.string() }),
      z.strictObject({ kind: z.literal('clock'), id: z.string() }),
      z.strictObject({ kind: z.literal('system'), id: z.string() }),
    ])
    .meta({ id: 'Actor' }))();
export type Actor = z.infer<typeof actor>;

/** What every command carries: time, identity and cause come in from outside, so that decisions stay pure. */
export interface Metadata {
  readonly now: Iso;
  readonly actor: Actor;
  /** Unique per command; an `Idempotency-Key` where the caller gave one. */
  readonly commandId: string;
}

/** What names a stream: the kind of thing whose life it holds, and which one. */
export interface StreamName {
  readonly kind: string;
  readonly id: string;
}

/** The members of a commit that tell its stream. An incident's was sealed under this name before there were others. */
export type Named = StreamName | { readonly incidentId: string };

export const INCIDENT = 'incident';

export const streamOf = (commit: Named): StreamName =>
  'incidentId' in commit ? { kind: INCIDENT, id: commit.incidentId } : { kind: commit.kind, id: commit.id };

/** One text per stream: `incident/inc-1`. An id holds no slash. */
export const streamKey = (commit: Named): string => {
  const { kind, id } = streamOf(commit);
  return `${kind}/${id}`;
};

/** What all events have. */
export interface StreamEvent {
  readonly type: string;
}

/** One item per command: its events, atomically. */
interface Unsealed<Event extends StreamEvent> {
  readonly seq: number;
  readonly at: Iso;
  readonly actor: Actor;
  readonly commandId: string;
  readonly command: string;
  /**
   * Hash of what was asked, so that a repeated command id with another content is noticed; of the command id alone where nobody
   * repeats one.
   */
  readonly requestHash: string;
  readonly events: readonly Event[];
  readonly previousHash: string;
}

/** Sealed over everything in it, the hash of the one before included. */
export type Sealed<Event extends StreamEvent> = Unsealed<Event> & { readonly hash: string };

/** A commit of a stream of any kind but incidents, which have their own name for it. */
export type StreamCommit<Event extends StreamEvent = StreamEvent> = Sealed<Event> & StreamName;

/** A commit of any stream, incidents included. */
export type AnyCommit = Sealed<StreamEvent> & Named;

/** Where a chain ends. */
export interface Head {
  readonly seq: number;
  readonly hash: string;
}

/** The commit that continues a chain, sealed; the first one where there is no head. */
export const sealNext = <Name extends Named, Event extends StreamEvent>(
  name: Name,
  head: Head | undefined,
  command: { readonly type: string; readonly metadata: Metadata },
  requestHash: string,
  events: readonly Event[],
): Name & Sealed<Event> => {
  const unsealed: Name & Unsealed<Event> = {
    ...name,
    seq: (head?.seq ?? 0) + 1,
    at: command.metadata.now,
    actor: command.metadata.actor,
    commandId: command.metadata.commandId,
    command: command.type,
    requestHash,
    events: wellFormed(events),
    previousHash: head?.hash ?? GENESIS,
  };
  return seal(unsealed);
};
