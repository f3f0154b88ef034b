import { hash } from 'node:crypto';
import type { Signal } from '../../domain/signal/signal.ts';
import type { Queues } from '../../ports/ports.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

/** The function was not given this queue: its use cases were not expected to need it. */
export class QueueNotGivenError extends Error {
  override readonly name = 'QueueNotGivenError';
  readonly code = 'queue-not-given';
}

/** The queue did not take the message; nothing is kept. */
export class QueueError extends Error {
  override readonly name = 'QueueError';
  readonly code = 'queue-refused';
}

/** Which queues this process may send to. Without `signals`, signals that fail stay with whoever delivered them. */
export interface SqsQueuesOptions {
  /** Of SQS. */
  readonly client: AwsCall;
  readonly urls: {
    readonly pages?: string;
    readonly communications?: string;
    readonly signals?: string;
    readonly heartbeats?: string;
    readonly reconciliation?: string;
  };
}

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html */
const MAXIMUM_DELAY_SECONDS = 900;

/** Far below the 1 MiB of a message, and below the 256 KiB that older queues and emulators take. */
const MESSAGE_BYTES = 200_000;

/** What was overloaded a moment ago gets a moment. */
const RETRY_DELAY_SECONDS = 2;

/** Signals in parts that fit into one message each; one that is larger than that goes alone. */
const partsOf = (signals: readonly Signal[]): string[] => {
  const parts: string[] = [];
  let part: string[] = [];
  let size = 0;
  const close = (): void => {
    if (part.length > 0) parts.push(`{"signals":[${part.join(',')}]}`);
    part = [];
    size = 0;
  };
  for (const signal of signals) {
    const json = JSON.stringify(signal);
    const bytes = Buffer.byteLength(json) + 1;
    if (size + bytes > MESSAGE_BYTES) close();
    part.push(json);
    size += bytes;
  }
  close();
  return parts;
};

/** Work for other functions, as SQS messages. One page, notice or communication per message, so that each fails alone. */
export const sqsQueues = ({ client, urls }: SqsQueuesOptions): Queues => {
  const send = async (queue: keyof SqsQueuesOptions['urls'], body: string, delaySeconds: number): Promise<void> => {
    const url = urls[queue];
    if (url === undefined) throw new QueueNotGivenError(`This function was not given the ${queue} queue.`);
    const delay = Math.min(MAXIMUM_DELAY_SECONDS, Math.max(0, Math.ceil(delaySeconds)));
    try {
      const { MD5OfMessageBody } = await client<{ MD5OfMessageBody?: string }>('SendMessage', {
        QueueUrl: url,
        MessageBody: body,
        ...(delay > 0 ? { DelaySeconds: delay } : {}),
      });
      if (MD5OfMessageBody !== hash('md5', body, 'hex'))
        throw new Error('The queue took another message than was sent.');
    } catch (cause) {
      throw new QueueError(`The ${queue} queue did not take a message.`, { cause });
    }
  };
  return {
    sendPage: (job, delaySeconds = 0) => send('pages', JSON.stringify(job), delaySeconds),
    sendDigest: (recipient, delaySeconds, of) =>
      of === 'notices'
        ? send('communications', JSON.stringify({ notices: recipient }), delaySeconds)
        : send('pages', JSON.stringify({ digest: recipient }), delaySeconds),
    sendNotice: (job, delaySeconds = 0) => send('communications', JSON.stringify({ notice: job }), delaySeconds),
    sendCommunication: (job, delaySeconds = 0) => send('communications', JSON.stringify(job), delaySeconds),
    checkHeartbeat: (heartbeatId, delaySeconds) =>
      send('heartbeats', JSON.stringify({ heartbeat: heartbeatId }), delaySeconds),
    wakeReconciler: (delaySeconds) => send('reconciliation', JSON.stringify({ look: 'again' }), delaySeconds),
    async retrySignals(signals) {
      await Promise.all(partsOf(signals).map((part) => send('signals', part, RETRY_DELAY_SECONDS)));
    },
  };
};
