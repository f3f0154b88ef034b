import { timingSafeEqual } from 'node:crypto';
import { shortMac } from './mac.ts';

/** What the link of a digest is about: the pages that one person was told of in one window. */
export interface DigestLink {
  readonly recipient: string;
  readonly window: number;
}

/** A recipient is named by nine bytes, in hexadecimal digits. */
const RECIPIENT_BYTES = 9;
const WINDOW_BYTES = 4;

/** 31 letters: it goes into text messages. */
export const DIGEST_LINK = /^[\w-]{31}$/;

const macOf = (key: Uint8Array, about: Uint8Array): Buffer => shortMac(key, 'digest link', about);

export const signDigestLink = (key: Uint8Array, { recipient, window }: DigestLink): string => {
  const about = Buffer.alloc(RECIPIENT_BYTES + WINDOW_BYTES);
  about.write(recipient, 'hex');
  about.writeUInt32BE(window, RECIPIENT_BYTES);
  return Buffer.concat([about, macOf(key, about)]).toString('base64url');
};

/** @returns undefined for anything that this key did not sign */
export const readDigestLink = (key: Uint8Array, token: string): DigestLink | undefined => {
  if (!DIGEST_LINK.test(token)) return undefined;
  const bytes = Buffer.from(token, 'base64url');
  const about = bytes.subarray(0, RECIPIENT_BYTES + WINDOW_BYTES);
  const mac = bytes.subarray(about.length);
  // Re-encoding refuses the non-canonical base64 that would make two tokens of one signature.
  if (bytes.toString('base64url') !== token || !timingSafeEqual(mac, macOf(key, about))) return undefined;
  return { recipient: about.subarray(0, RECIPIENT_BYTES).toString('hex'), window: about.readUInt32BE(RECIPIENT_BYTES) };
};
