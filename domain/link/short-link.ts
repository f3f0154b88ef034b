import { timingSafeEqual } from 'node:crypto';
import { shortMac } from './mac.ts';

/**
 * Links that fit into a text message: 36 letters, of which the first bytes are the id of the incident and the last a truncated
 * HMAC over what the link is about. What that is (which page, which reader) is not in the link: whoever opens it finds it among
 * what the incident knows, and until when it holds follows from that (docs/decisions/0052).
 */
export interface ShortLink {
  readonly incidentId: string;
  readonly mac: Uint8Array;
}

/** Ids are `inc-` and at most 26 letters of Crockford's base 32: 130 bits; how many letters are the five bits above. */
const ID = /^inc-([0-9a-hjkmnp-tv-z]{1,26})$/;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const LETTERS_ABOVE = 130n;
const ID_BYTES = 17;

/** As it stands in an address. */
const SHORT_LINK = /^[\w-]{36}$/;

const macOf = (key: Uint8Array, incidentId: string, about: string): Buffer =>
  shortMac(key, 'short link', `${incidentId}\n${about}`);

/** Six bits for how many letters there are, then five for each; of large numbers it would take ten times as long. */
const bytesOfId = (letters: string): Uint8Array => {
  const bytes = new Uint8Array(ID_BYTES);
  let bits = letters.length;
  let count = 6;
  let at = 0;
  for (const letter of letters.padStart(26, '0')) {
    bits = (bits << 5) | ALPHABET.indexOf(letter);
    count += 5;
    if (count >= 8) {
      count -= 8;
      bytes[at++] = bits >> count;
    }
  }
  return bytes;
};

const idOfBytes = (bytes: Uint8Array): string | undefined => {
  const whole = BigInt(`0x${Buffer.from(bytes).toString('hex')}`);
  const length = Number(whole >> LETTERS_ABOVE);
  let text = whole & ((1n << LETTERS_ABOVE) - 1n);
  let letters = '';
  for (let n = 0; n < length; n += 1) {
    letters = ALPHABET[Number(text % 32n)] + letters;
    text /= 32n;
  }
  const id = `inc-${letters}`;
  return text === 0n && ID.test(id) ? id : undefined;
};

/** What a link may be about, as it is signed. */
export const aboutPage = (pageId: string): string => `page\n${pageId}`;
/** Whoever has a part in the incident, and was not paged for it. */
export const aboutPerson = (personId: string): string => `person\n${personId}`;
export const aboutReader = (recipientId: string): string => `reader\n${recipientId}`;

/** @returns undefined for an incident whose id is of another form */
export const signShortLink = (key: Uint8Array, incidentId: string, about: string): string | undefined => {
  const letters = ID.exec(incidentId)?.[1];
  if (letters === undefined) return undefined;
  return Buffer.concat([bytesOfId(letters), macOf(key, incidentId, about)]).toString('base64url');
};

/** What a link names, before anybody has looked whether it was signed; undefined for what is no link. */
export const parseShortLink = (token: string): ShortLink | undefined => {
  if (!SHORT_LINK.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const incidentId = idOfBytes(bytes.subarray(0, ID_BYTES));
  return incidentId === undefined ? undefined : { incidentId, mac: bytes.subarray(ID_BYTES) };
};

/** Whether the link was signed for this. */
export const isAbout = (key: Uint8Array, { incidentId, mac }: ShortLink, about: string): boolean =>
  timingSafeEqual(macOf(key, incidentId, about), mac);
