import type { JsonRecord } from './record.ts';

const MOST_MEMBERS = 64;
const LARGEST = 4096;

/**
 * What a rejected entry is kept with: all that was around it, for an integration may read its key from there; or, where that
 * is large, what the source itself reads. There may be a hundred thousand entries, each kept with its own copy.
 *
 * @param around the message without its entries
 */
export const envelopeOf = (around: JsonRecord, otherwise: JsonRecord): JsonRecord =>
  Object.keys(around).length <= MOST_MEMBERS && JSON.stringify(around).length <= LARGEST ? around : otherwise;
