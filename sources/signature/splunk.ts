import { HMAC_SHA256_BASE64, isSignedByAny } from './hmac.ts';
import type { Verify } from './signed-request.ts';

/** Splunk Observability Cloud: X-SFX-Signature, base64 over the body. Without a timestamp: a replay is a duplicate. */
export const splunkSignature: Verify = ({ raw, headers, secrets }) => {
  const header = headers['x-sfx-signature'];
  if (header === undefined) return 'absent';
  return isSignedByAny(HMAC_SHA256_BASE64, secrets, [raw], [header]) ? 'valid' : 'invalid';
};
