import { createHmac, hash, timingSafeEqual } from 'node:crypto';

export type SignedPart = string | Uint8Array;

export interface HmacForm {
  readonly algorithm: 'sha256' | 'sha1';
  readonly encoding: 'hex' | 'base64';
}

export const HMAC_SHA256_HEX: HmacForm = { algorithm: 'sha256', encoding: 'hex' };
export const HMAC_SHA256_BASE64: HmacForm = { algorithm: 'sha256', encoding: 'base64' };
export const HMAC_SHA1_BASE64: HmacForm = { algorithm: 'sha1', encoding: 'base64' };

/** The HMAC of the parts one after another, as text. */
export const hmacOf = (form: HmacForm, secret: string | Uint8Array, parts: readonly SignedPart[]): string => {
  const hmac = createHmac(form.algorithm, secret);
  for (const part of parts) hmac.update(part);
  return hmac.digest(form.encoding);
};

/** In constant time, whatever the lengths: what is compared are digests. */
export const isSameText = (a: string, b: string): boolean =>
  timingSafeEqual(hash('sha256', a, 'buffer'), hash('sha256', b, 'buffer'));

/**
 * Whether one of the given signatures is that of one of the secrets. As texts, not as bytes: one signature has one
 * spelling, while base64 and hex have many for the same bytes. Looks at all of them, so that the time tells nothing.
 */
export const isSignedByAny = (
  form: HmacForm,
  secrets: readonly (string | Uint8Array)[],
  parts: readonly SignedPart[],
  given: readonly string[],
): boolean => {
  let signed = false;
  for (const secret of secrets) {
    const expected = hmacOf(form, secret, parts);
    for (const signature of given) signed = isSameText(expected, signature) || signed;
  }
  return signed;
};

/** More signatures than this are no rotation. */
const MOST_SIGNATURES = 16;

/**
 * The signatures of a list that carry this prefix, without it; other versions are somebody else's. None of a list with
 * nothing between two separators: no sender writes that, so somebody changed it on its way.
 */
export const signaturesWith = (prefix: string, header: string, separator: string): string[] => {
  const entries = header.split(separator, MOST_SIGNATURES).map((entry) => entry.trim());
  if (entries.includes('')) return [];
  return entries.filter((entry) => entry.startsWith(prefix)).map((entry) => entry.slice(prefix.length));
};
