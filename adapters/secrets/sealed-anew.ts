import { randomBytes } from 'node:crypto';
import { type PersonalRow, type SealedData, sealUnder } from '../../domain/stream/personal.ts';

/** Data under a new random key: what their row holds, and what a commit may hold of them. */
export const sealedAnew = (
  ref: string,
  data: Readonly<Record<string, string>>,
): { readonly held: NonNullable<PersonalRow['held']>; readonly sealed: SealedData } => {
  const key = randomBytes(32).toString('hex');
  return { held: { key, data }, sealed: { personal: ref, sealed: sealUnder(key, data) } };
};
