import { isTopicName } from '../../domain/channel/topic.ts';
import type { OutgoingMessage, Transport } from '../../ports/ports.ts';
import { isRetryable, reasonOf } from '../aws/is-retryable.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

export interface TopicTransportOptions {
  /** Of SNS. */
  readonly client: AwsCall;
  /** What comes before the topic's name as plans write it. */
  readonly arnPrefix: string;
}

/** What subscribers may filter by. */
const attributesOf = ({ data }: OutgoingMessage): Record<string, { DataType: 'String'; StringValue: string }> => {
  const { severity, number } = (data.incident ?? {}) as { severity?: string; number?: string };
  const told = { type: data.type, occasion: data.occasion, audience: data.audience, severity, incident: number };
  return Object.fromEntries(
    Object.entries(told)
      .filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')
      .map(([name, StringValue]) => [name, { DataType: 'String' as const, StringValue }]),
  );
};

/** People read the text; programs on the same topic (SQS, Lambda, HTTPS) get the data. */
const bodyOf = ({ text, data }: OutgoingMessage): string => {
  const json = JSON.stringify({ ...data, text });
  return JSON.stringify({ default: text, sqs: json, lambda: json, http: json, https: json });
};

/** A message to everybody who subscribed to an SNS topic. */
export const topicTransport = ({ client, arnPrefix }: TopicTransportOptions): Transport => ({
  async send(message) {
    if (!isTopicName(message.address)) {
      return { sent: false, retryable: false, reason: `"${message.address}" is not the name of a topic.` };
    }
    try {
      const { MessageId } = await client<{ MessageId?: string }>('Publish', {
        TopicArn: `${arnPrefix}${message.address}`,
        Subject: message.subject,
        Message: bodyOf(message),
        MessageStructure: 'json',
        MessageAttributes: attributesOf(message),
      });
      return { sent: true, providerId: MessageId };
    } catch (error) {
      return { sent: false, retryable: isRetryable(error), reason: reasonOf(error) };
    }
  },
});
