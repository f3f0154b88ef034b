import { phoneNumberOf } from '../../domain/channel/sms.ts';
import type { Transport } from '../../ports/ports.ts';
import { isRetryable, reasonOf } from '../aws/is-retryable.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

export interface SmsTransportOptions {
  /** Of SNS. */
  readonly client: AwsCall;
  /** Shown as the sender in countries that allow one. */
  readonly senderId?: string;
}

const attribute = (StringValue: string) => ({ DataType: 'String', StringValue });

/** Text messages by SNS, as transactional: delivered before cheap. */
export const smsTransport = ({ client, senderId }: SmsTransportOptions): Transport => ({
  async send(message) {
    const number = phoneNumberOf(message.address);
    if (number === undefined) {
      return {
        sent: false,
        retryable: false,
        reason: 'The address is not a phone number in international form, such as +491700000000.',
      };
    }
    try {
      const { MessageId } = await client<{ MessageId?: string }>('Publish', {
        PhoneNumber: number,
        Message: message.text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': attribute('Transactional'),
          ...(senderId ? { 'AWS.SNS.SMS.SenderID': attribute(senderId) } : {}),
        },
      });
      return { sent: true, providerId: MessageId };
    } catch (error) {
      return { sent: false, retryable: isRetryable(error), reason: reasonOf(error) };
    }
  },
});
