import * as z from 'zod';
import { GENESIS, hashOf } from '../chain/chain.ts';
import type { Iso } from '../instant/instant.ts';
import { isSignedBy, type Signer } from './signature.ts';

const hash = /* @__PURE__ */ (() => z.string().regex(/^[0-9a-f]{64}$/))();

/** Where the chain of one stream ended when a checkpoint was made. */
const headAt = /* @__PURE__ */ (() =>
  z
    .strictObject({
      stream: z.string().meta({ description: 'Kind and id: `incident/inc-1`' }),
      seq: z.number().int().min(1),
      hash,
    })
    .meta({ id: 'HeadAt' }))();
export type HeadAt = z.infer<typeof headAt>;

/**
 * The heads of all streams that have moved since the checkpoint before it, signed. It lies outside of the store, so that what is
 * lost there, or made anew by somebody who can compute hashes, is noticed.
 */
export const checkpoint = /* @__PURE__ */ (() =>
  z
    .strictObject({
      number: z.number().int().min(1).meta({ description: 'From 1 on, without a gap' }),
      at: z.iso.datetime(),
      heads: z.array(headAt),
      restored: z
        .strictObject({
          since: z.number().int().min(0),
          reason: z.string(),
        })
        .optional()
        .meta({
          description:
            'The store was set back to as it was at the checkpoint `since`, from a backup: what later ones say does not count',
        }),
      previousHash: hash.meta({ description: 'Of the checkpoint before; 64 zeros in the first' }),
      key: hash.meta({ description: 'The public key (Ed25519) that it is signed with, in hexadecimal digits' }),
      hash: hash.meta({ description: 'SHA-256 over the canonical JSON (RFC 8785) of everything above' }),
      signature: z
        .string()
        .regex(/^[0-9a-f]{128}$/)
        .meta({ description: 'Of the hash, as text, in hexadecimal digits' }),
    })
    .meta({ id: 'Checkpoint' }))();
export type Checkpoint = z.infer<typeof checkpoint>;

/** As many heads as one checkpoint holds at most: more become several. */
export const MOST_HEADS = 500;

/** The next checkpoint. @param before none for the first */
export const nextCheckpoint = (
  before: Pick<Checkpoint, 'number' | 'hash'> | undefined,
  made: { readonly at: Iso; readonly heads: readonly HeadAt[]; readonly restored?: Checkpoint['restored'] },
  signer: Signer,
): Checkpoint => {
  const unsealed = {
    number: (before?.number ?? 0) + 1,
    at: made.at,
    heads: [...made.heads].sort((a, b) => (a.stream < b.stream ? -1 : 1)),
    ...(made.restored && { restored: made.restored }),
    previousHash: before?.hash ?? GENESIS,
    key: signer.publicKey,
  };
  const sealed = { ...unsealed, hash: hashOf(unsealed) };
  return { ...sealed, signature: signer.sign(sealed.hash) };
};

/**
 * What is wrong with a checkpoint that should follow another, in words; nothing where all is well. Needs no secret.
 *
 * @param key the public key of this installation, where it is known
 */
export const checkpointProblem = (
  found: Checkpoint,
  before: Pick<Checkpoint, 'number' | 'hash' | 'key'> | undefined,
  key = before?.key,
): string | undefined => {
  const expected = (before?.number ?? 0) + 1;
  const name = `checkpoint ${found.number}`;
  if (found.number !== expected) return `checkpoint ${expected} is missing: found ${found.number} in its place`;
  if (found.previousHash !== (before?.hash ?? GENESIS)) return `${name} does not continue the one before it`;
  const { hash: stored, signature, ...content } = found;
  if (hashOf(content) !== stored) return `${name} was changed after it was signed`;
  if (!isSignedBy(found.key, stored, signature)) return `the signature of ${name} is wrong`;
  if (key !== undefined && found.key !== key) return `${name} is signed under another master key`;
  return undefined;
};

/** What is wrong where the store knows of more checkpoints than there are, in words; nothing where it does not. */
export const lostEndProblem = (last: number, known: number): string | undefined => {
  if (known <= last) return undefined;
  const lost = known === last + 1 ? `checkpoint ${known} is` : `checkpoints ${last + 1} to ${known} are`;
  return `${lost} missing; the store knows of that`;
};

/** The checkpoints that a restored backup has taken back: from `since` (exclusive) to the one that says so (exclusive). */
export type TakenBack = { readonly since: number; readonly by: number };

export const takenBackBy = ({ number, restored }: Checkpoint): TakenBack | undefined =>
  restored && { since: restored.since, by: number };

export const isTakenBack = (number: number, all: readonly TakenBack[]): boolean =>
  all.some(({ since, by }) => number > since && number < by);

/** A head, and the number of the checkpoint that knows it. */
export type KnownHead = HeadAt & { readonly number: number };

/** The last head of each stream that checkpoints know, by its key; what a restored backup has taken back aside. */
export const headsKnownBy = (all: readonly Checkpoint[]): Map<string, KnownHead> => {
  const takenBack = all.map(takenBackBy).filter((one) => one !== undefined);
  const heads = new Map<string, KnownHead>();
  for (const { number, heads: moved } of all)
    if (!isTakenBack(number, takenBack)) for (const head of moved) heads.set(head.stream, { ...head, number });
  return heads;
};

/** What the store has instead of a head that a checkpoint knows, in words; nothing where it has that. */
export const headProblem = (
  { stream, seq, hash: known }: HeadAt,
  found: { readonly hash: string; readonly whole: boolean } | undefined,
  number: number,
): string | undefined => {
  if (found === undefined) return `commit ${seq} of ${stream} is gone; checkpoint ${number} knows it`;
  if (found.hash !== known) return `commit ${seq} of ${stream} is not the one that checkpoint ${number} knows`;
  return found.whole ? undefined : `commit ${seq} of ${stream} was changed after it was written`;
};
