import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const masterKeyFileIn = (data: string): string => join(data, 'master-key');

/** @returns the key that such a file holds; undefined where its text is none */
export const masterKeyOf = (text: string): Uint8Array | undefined => {
  const digits = text.trim();
  return /^([0-9a-f]{2}){32,}$/.test(digits) ? Buffer.from(digits, 'hex') : undefined;
};

export const newMasterKey = (): Uint8Array => randomBytes(32);

/** Everything is derived from it: it is on the disk, whole and for its owner only, when this returns. */
export const writeMasterKey = (file: string, key: Uint8Array): void =>
  writeFileSync(file, `${Buffer.from(key).toString('hex')}\n`, { mode: 0o600, flush: true });
