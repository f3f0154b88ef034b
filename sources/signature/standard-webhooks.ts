import { HMAC_SHA256_BASE64, isSignedByAny, signaturesWith } from './hmac.ts';
import type { Verify } from './signed-request.ts';
import { isFresh } from './timestamp.ts';

const SECRET_PREFIX = 'whsec_';
const LONGEST_ID = 256;

/** The bytes of a secret: base64, with or without its prefix. A key of ours is 24 bytes so read, the least allowed. */
const secretBytes = (secret: string): Uint8Array =>
  Buffer.from(secret.startsWith(SECRET_PREFIX) ? secret.slice(SECRET_PREFIX.length) : secret, 'base64');

/**
 * Standard Webhooks 1.0.0: `v1,<base64>`, several separated by spaces, over `id.timestamp.body`:
 * <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md>. An id with a full stop
 * would let id and timestamp be cut elsewhere, so there is none. Public-key signatures (`v1a`) are passed over.
 */
export const standardWebhooksSignature: Verify = ({ raw, headers, receivedAt, secrets }) => {
  const signatures = headers['webhook-signature'];
  if (signatures === undefined) return 'absent';
  const id = headers['webhook-id'];
  const timestamp = headers['webhook-timestamp'];
  if (id === undefined || id === '' || id.length > LONGEST_ID || id.includes('.')) return 'invalid';
  if (timestamp === undefined || !isFresh(timestamp, receivedAt)) return 'invalid';
  const parts = [id, '.', timestamp, '.', raw];
  const given = signaturesWith('v1,', signatures, ' ');
  return isSignedByAny(HMAC_SHA256_BASE64, secrets.map(secretBytes), parts, given) ? 'valid' : 'invalid';
};
