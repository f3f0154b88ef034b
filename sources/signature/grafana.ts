import { HMAC_SHA256_HEX, isSignedByAny } from './hmac.ts';
import type { Verify } from './signed-request.ts';
import { isFresh } from './timestamp.ts';

const SIGNATURE = 'x-grafana-alerting-signature';

/** Grafana names no header of its own for the timestamp; this is the one that our setup asks for. */
const TIMESTAMP = 'x-grafana-alerting-timestamp';

/**
 * Hex over the body, or over `timestamp:body` where the contact point names a header for the timestamp:
 * <https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>.
 */
export const grafanaSignature: Verify = ({ raw, headers, receivedAt, secrets }) => {
  const signature = headers[SIGNATURE];
  if (signature === undefined) return 'absent';
  const timestamp = headers[TIMESTAMP];
  if (timestamp !== undefined && !isFresh(timestamp, receivedAt)) return 'invalid';
  const parts = timestamp === undefined ? [raw] : [timestamp, ':', raw];
  return isSignedByAny(HMAC_SHA256_HEX, secrets, parts, [signature]) ? 'valid' : 'invalid';
};
