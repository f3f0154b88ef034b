import { HMAC_SHA256_HEX, isSignedByAny } from './hmac.ts';
import type { Verify } from './signed-request.ts';
import { isFresh } from './timestamp.ts';

const PREFIX = 'v0=';

/** Slack: `v0=<hex>` over `v0:timestamp:body`: <https://docs.slack.dev/authentication/verifying-requests-from-slack>. */
export const slackSignature: Verify = ({ raw, headers, receivedAt, secrets }) => {
  const header = headers['x-slack-signature'];
  if (header === undefined) return 'absent';
  const timestamp = headers['x-slack-request-timestamp'];
  if (!header.startsWith(PREFIX) || timestamp === undefined || !isFresh(timestamp, receivedAt)) return 'invalid';
  const parts = ['v0:', timestamp, ':', raw];
  return isSignedByAny(HMAC_SHA256_HEX, secrets, parts, [header.slice(PREFIX.length)]) ? 'valid' : 'invalid';
};
