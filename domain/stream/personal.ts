import { createHmac } from 'node:crypto';
import * as z from 'zod';
import { hashOf } from '../chain/chain.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';

/** What a commit holds of personal data: where they stand, and a hash under a key that stands there too. */
export const sealedData = /* @__PURE__ */ (() =>
  z
    .strictObject({ personal: z.string(), sealed: z.string().regex(/^[0-9a-f]{64}$/) })
    .meta({ id: 'SealedPersonalData' }))();
export type SealedData = z.infer<typeof sealedData>;

/** Names, addresses, numbers and what people wrote, beside the chain that refers to them. */
export interface PersonalRow {
  readonly ref: string;
  /** The person whose erasure empties it; empty since then. */
  readonly subject: string;
  readonly keptAt: Iso;
  /** When it may go; absent where a commit refers to it. */
  readonly until?: EpochMs;
  /** Absent once erased. */
  readonly held?: { readonly key: string; readonly data: Readonly<Record<string, string>> };
  readonly erased?: { readonly at: Iso; readonly by: string };
}

/** HMAC-SHA-256 (hex) over the canonical JSON of the data; without its key it says nothing of them. */
export const sealUnder = (key: string, data: Readonly<Record<string, string>>): string =>
  createHmac('sha256', Buffer.from(key, 'hex')).update(hashOf(data)).digest('hex');

/** What became of personal data that a commit refers to. */
export type PersonalFinding = 'whole' | 'erased' | 'altered' | 'missing';

export const checkSealed = ({ sealed }: SealedData, row: PersonalRow | undefined): PersonalFinding => {
  if (row === undefined) return 'missing';
  if (row.held === undefined) return row.erased === undefined ? 'missing' : 'erased';
  return sealUnder(row.held.key, row.held.data) === sealed ? 'whole' : 'altered';
};

/** Everything that events of whatever kind refer to. */
export const sealedIn = (value: unknown): SealedData[] => {
  if (Array.isArray(value)) return value.flatMap(sealedIn);
  if (typeof value !== 'object' || value === null) return [];
  const found = sealedData.safeParse(value);
  return found.success ? [found.data] : Object.values(value).flatMap(sealedIn);
};
