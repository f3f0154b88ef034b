import { randomFillSync } from 'node:crypto';
import type { Ids } from '../../ports/ports.ts';

/** Crockford's base 32 in lower case: sorts as its numbers do, and has no letters that are read as others. */
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';

/** Chance is drawn for this many ids at once: a call of the generator costs far more than the ten bytes that one needs. */
const DRAWN_IDS = 256;

const BYTES_PER_ID = 10;

/** 40 bits: eight characters. */
const HALF = 2 ** 40;

const encode = (value: number, length: number): string => {
  let text = '';
  let rest = value;
  for (let i = 0; i < length; i += 1) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
};

/**
 * ULIDs in lower case: 48 bits of time, 80 of chance, 26 characters. Within one millisecond the chance counts up, so that
 * the ids of one process sort by creation; a clock that steps back does not make them step back.
 */
export const sortableIds = (now: () => number = Date.now): Ids => {
  const random = Buffer.alloc(DRAWN_IDS * BYTES_PER_ID);
  let used = random.length;
  let time = -1;
  let high = 0;
  let low = 0;
  let prefix = '';
  return {
    next: () => {
      const at = now();
      if (at > time) {
        time = at;
        prefix = encode(time, 10);
        if (used === random.length) {
          randomFillSync(random);
          used = 0;
        }
        // One bit less, so that counting up has room.
        high = random.readUIntBE(used, 5) % (HALF / 2);
        low = random.readUIntBE(used + 5, 5);
        used += BYTES_PER_ID;
      } else {
        low += 1;
        if (low === HALF) {
          low = 0;
          high += 1;
        }
      }
      return prefix + encode(high, 8) + encode(low, 8);
    },
  };
};
