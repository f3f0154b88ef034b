import { HMAC_SHA256_HEX, isSignedByAny, signaturesWith } from './hmac.ts';
import type { Verify } from './signed-request.ts';

/**
 * PagerDuty's webhooks, version 3: `v1=<hex>`, several separated by commas while a secret is rotated, over the body:
 * <https://developer.pagerduty.com/docs/verifying-webhook-signatures>. Without a timestamp: a replay is a duplicate.
 */
export const pagerDutySignature: Verify = ({ raw, headers, secrets }) => {
  const header = headers['x-pagerduty-signature'];
  if (header === undefined) return 'absent';
  return isSignedByAny(HMAC_SHA256_HEX, secrets, [raw], signaturesWith('v1=', header, ',')) ? 'valid' : 'invalid';
};
