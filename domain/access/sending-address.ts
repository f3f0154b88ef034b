import type { Integration } from '../configuration/integration.ts';

/** Where a sender of an integration sends, and with what. */
export interface SendingAddress {
  readonly url?: string;
  /** Absent where the network, not a key, says who sends (events of AWS). */
  readonly key?: string;
}

/**
 * What an administrator pastes into a sender.
 *
 * @param publicUrl without a slash at its end
 * @param eventsUrl where `PutEvents` is served, if this target serves it itself
 */
export const sendingAddressOf = (
  { source }: Pick<Integration, 'source'>,
  key: string,
  publicUrl: string,
  eventsUrl?: string,
): SendingAddress => {
  if (source === 'aws-events') return { url: eventsUrl };
  if (source === 'pagerduty') return { url: `${publicUrl}/v2/enqueue`, key };
  return { url: `${publicUrl}/in/${source}/${key}`, key };
};
