import middy from '@middy/core';
import type { Context, SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/v4/core';
import type { Ports } from '../../ports/ports.ts';
import { type FailingAlone, failingAlone, type Outcomes } from './failing-alone.ts';
import { type ReadMessage, type ReadMessages, readingMessages } from './reading-messages.ts';

/** How Lambda invokes the consumer of a queue; a test leaves the context out. */
export type QueueFunction = (event: SQSEvent, context?: Context) => Promise<SQSBatchResponse>;

/** Before Lambda ends an invocation: time to say which messages are to be delivered again. */
const LEFT_TO_ANSWER_MS = 100;

const SETTINGS = { timeoutEarlyInMillis: LEFT_TO_ANSWER_MS };

/** The consumer of a queue, a batch at a time: what became of each of its messages. */
export const batchHandler = (settings: FailingAlone, work: (records: readonly SQSRecord[]) => Promise<Outcomes>) =>
  middy(SETTINGS)
    .use(failingAlone(settings))
    .handler(({ Records }: SQSEvent) => work(Records)) as unknown as QueueFunction;

/** What a queue carries, and what is done with each of its messages. */
export interface Consumer<Message> extends Omit<FailingAlone, 'observer'> {
  readonly message: z.$ZodType<Message>;
  readonly work: (ports: Ports, record: ReadMessage<Message>) => Promise<unknown>;
}

/** The consumer of a queue: messages side by side, each checked and each failing alone. */
export const messageHandler = <Message>(
  { doing, message, work }: Consumer<Message>,
  compose: () => Ports,
): QueueFunction =>
  middy(SETTINGS)
    .use(failingAlone({ doing, observer: () => compose().observer }))
    .use(readingMessages(message))
    .handler((event): Promise<Outcomes> => {
      const ports = compose();
      const { Records } = event as unknown as ReadMessages<Message>;
      return Promise.allSettled(Records.map(async (record) => work(ports, record)));
    }) as unknown as QueueFunction;

/** SQS counts the receipt that it is delivering now. */
export const receivesOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);
