import type { Integration } from '../configuration/integration.ts';

/** Where a sender of an integration sends, and with what. */
export interface SendingAddress {
  readonly url?: string;
  /** Where mail goes, for integrations that read mail; absent where nothing receives any. */
  readonly address?: string;
  /** Absent where the network, not a key, says who sends (events on the bus of an AWS account). */
  readonly key?: string;
  /** For AWS' clients, where this target serves their protocols: their secret access key is the key. */
  readonly accessKeyId?: string;
}

/** Where a deployment can be reached. */
export interface Reachable {
  /** Without a slash at its end. */
  readonly publicUrl: string;
  /** Where `PutEvents` is served, if this target serves it itself. */
  readonly eventsUrl?: string | undefined;
  /** Of the addresses of integrations that read mail, if this target receives any. */
  readonly mailDomain?: string | undefined;
}

/** What an administrator pastes into a sender. */
export const sendingAddressOf = (
  { id, source, topicArns }: Pick<Integration, 'id' | 'source' | 'topicArns'>,
  key: string,
  { eventsUrl, mailDomain, publicUrl }: Reachable,
): SendingAddress => {
  // Where Muster serves the bus itself its clients sign with the key; on AWS the account's own bus says who sends.
  if (source === 'aws-events') return eventsUrl === undefined ? {} : { url: eventsUrl, key, accessKeyId: id };
  const address = addressOf(source, key, { mailDomain, publicUrl });
  return eventsUrl === undefined || topicArns === undefined ? address : { ...address, accessKeyId: id };
};

const addressOf = (
  source: string,
  key: string,
  { mailDomain, publicUrl }: Omit<Reachable, 'eventsUrl'>,
): SendingAddress => {
  if (source === 'email') return mailDomain === undefined ? { key } : { address: `${key}@${mailDomain}`, key };
  if (source === 'pagerduty') return { url: `${publicUrl}/v2/enqueue`, key };
  if (source === 'opsgenie') return { url: `${publicUrl}/v2/alerts`, key };
  return { url: `${publicUrl}/in/${source}/${key}`, key };
};
