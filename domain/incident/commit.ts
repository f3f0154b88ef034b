import * as z from 'zod';
import { GENESIS, seal, wellFormed } from '../chain/chain.ts';
import type { Iso } from '../instant/instant.ts';
import type { IncidentEvent } from './events.ts';

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

/** One item per command: its events, atomically. Sealed with the hash of the one before. */
export interface Commit {
  readonly incidentId: string;
  readonly seq: number;
  readonly at: Iso;
  readonly actor: Actor;
  readonly commandId: string;
  readonly command: string;
  /** Hash of what was asked, so that a repeated command id with another content is noticed. */
  readonly requestHash: string;
  readonly events: readonly IncidentEvent[];
  readonly previousHash: string;
  readonly hash: string;
}

export const makeCommit = (
  head: { readonly incidentId: string; readonly seq: number; readonly hash: string } | { readonly incidentId: string },
  command: { readonly type: string; readonly metadata: Metadata },
  requestHash: string,
  events: readonly IncidentEvent[],
): Commit =>
  seal({
    incidentId: head.incidentId,
    seq: 'seq' in head ? head.seq + 1 : 1,
    at: command.metadata.now,
    actor: command.metadata.actor,
    commandId: command.metadata.commandId,
    command: command.type,
    requestHash,
    events: wellFormed(events),
    previousHash: 'seq' in head ? head.hash : GENESIS,
  });
