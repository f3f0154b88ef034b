import type { SQSEvent } from 'aws-lambda';

/** Messages as SQS delivers them; a text is a body, received for the first time. */
export const sqsEvent = (...messages: readonly (string | { body: string; receives: number })[]): SQSEvent =>
  ({
    Records: messages.map((message, n) => ({
      messageId: `m${n}`,
      body: typeof message === 'string' ? message : message.body,
      attributes: { ApproximateReceiveCount: String(typeof message === 'string' ? 1 : message.receives) },
    })),
  }) as SQSEvent;
