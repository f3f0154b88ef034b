import { HMAC_SHA256_HEX, isSignedByAny } from './hmac.ts';
import type { Verify } from './signed-request.ts';

const PREFIX = 'sha256=';

/**
 * `sha256=<hex>` over the body, from the days of PubSubHubbub. GitHub sends it as X-Hub-Signature-256
 * (<https://docs.github.com/en/webhooks/using-webhooks/validating-webhook-deliveries>), Jira as X-Hub-Signature
 * (<https://developer.atlassian.com/cloud/jira/platform/webhooks/>). Without a timestamp: a replay is a duplicate.
 */
export const hubSignature =
  (headerName: string): Verify =>
  ({ raw, headers, secrets }) => {
    const header = headers[headerName];
    if (header === undefined) return 'absent';
    if (!header.startsWith(PREFIX)) return 'invalid';
    return isSignedByAny(HMAC_SHA256_HEX, secrets, [raw], [header.slice(PREFIX.length)]) ? 'valid' : 'invalid';
  };
