import type { Pointers } from '../adapters/sqlite/pointers.ts';
import { DataDirectoryError } from './data-directory.ts';

/**
 * Sees that a database is used under the master key that it was made with, and under no other: with another one every key, token and
 * link that was ever given out is refused, and nobody would know why.
 *
 * @param publicKey what is known of the master key in the directory
 * @throws DataDirectoryError where the database belongs to another one
 */
export const requireOwnMasterKey = (pointers: Pointers, publicKey: string, directory: string): void => {
  const own = pointers.get('master-key');
  if (own === undefined) pointers.set('master-key', publicKey);
  else if (own !== publicKey)
    throw new DataDirectoryError(
      `The master key in ${directory} is not the one of the database there: every key, token and link that was given out would be refused. Put the right one back from where you keep it apart (the file master-key); its public half begins with ${own.slice(0, 12)}, that of this one with ${publicKey.slice(0, 12)}. Where it is lost for good: "muster restore --renew-master-key", and give every sender its new key.`,
    );
};
