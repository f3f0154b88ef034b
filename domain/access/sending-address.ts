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
  /** The same for senders of alerts, where those have an address of their own. */
  readonly sendersUrl?: string | undefined;
  /** Where `PutEvents` is served, if this target serves it itself. */
  readonly eventsUrl?: string | undefined;
  /** Of the addresses of integrations that read mail, if this target receives any. */
  readonly mailDomain?: string | undefined;
}

/** Others than alerts: what people fill in, and what clients of other products ask, is behind the API. */
const BEHIND_API: ReadonlySet<string> = new Set(['email', 'netdata', 'opsgenie', 'report']);

/** What all addresses of an integration of this source begin with. */
export const baseUrlOf = (
  source: string,
  { publicUrl, sendersUrl }: Pick<Reachable, 'publicUrl' | 'sendersUrl'>,
): string => (BEHIND_API.has(source) ? publicUrl : (sendersUrl ?? publicUrl));

/** What an administrator pastes into a sender. */
export const sendingAddressOf = (
  { id, source, topicArns }: Pick<Integration, 'id' | 'source' | 'topicArns'>,
  key: string,
  { eventsUrl, mailDomain, publicUrl, sendersUrl }: Reachable,
): SendingAddress => {
  // Where Muster serves the bus itself its clients sign with the key; on AWS the account's own bus says who sends.
  if (source === 'aws-events') return eventsUrl === undefined ? {} : { url: eventsUrl, key, accessKeyId: id };
  const address = addressOf(source, key, { mailDomain, publicUrl, sendersUrl });
  return eventsUrl === undefined || topicArns === undefined ? address : { ...address, accessKeyId: id };
};

const addressOf = (
  source: string,
  key: string,
  { mailDomain, publicUrl, sendersUrl = publicUrl }: Omit<Reachable, 'eventsUrl'>,
): SendingAddress => {
  if (source === 'email') return mailDomain === undefined ? { key } : { address: `${key}@${mailDomain}`, key };
  if (source === 'pagerduty') return { url: `${sendersUrl}/v2/enqueue`, key };
  if (source === 'opsgenie') return { url: `${publicUrl}/v2/alerts`, key };
  return { url: `${baseUrlOf(source, { publicUrl, sendersUrl })}/in/${source}/${key}`, key };
};
