import * as z from 'zod';
import type { Stream } from '../stream/stream.ts';

/** The kind of stream that records erasures: one for each person. */
export const ERASURE = 'erasure';

const event = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('PersonErased'), rows: z.number().int() }),
]);
type ErasureEvent = z.infer<typeof event>;

interface Erasures {
  readonly rows: number;
}

/** That personal data of somebody were erased, by whom and when. Of the data nothing remains, not even what they were. */
export const erasures: Stream<ErasureEvent, Erasures, { readonly type: 'erase'; readonly rows: number }> = {
  kind: ERASURE,
  noun: 'erasure of',
  event,
  evolve: (state, { rows }) => ({ rows: (state?.rows ?? 0) + rows }),
  decide: (_id, { rows }) => [{ type: 'PersonErased', rows }],
};
