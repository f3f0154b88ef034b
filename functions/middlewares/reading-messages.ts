import type { MiddlewareObj } from '@middy/core';
import type { SQSEvent, SQSRecord } from 'aws-lambda';
import type * as z from 'zod/v4/core';
import { safeParse } from 'zod/v4/core';
import type { Outcomes } from './failing-alone.ts';

/** An SQS message that is not what this queue carries. It is received until it is a dead letter. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  readonly code = 'message-malformed';
}

/** A message of SQS, and what it says. */
export interface ReadMessage<Message> extends SQSRecord {
  readonly message: Message;
}

/** What a handler behind {@link readingMessages} is given. */
export interface ReadMessages<Message> {
  readonly Records: readonly ReadMessage<Message>[];
}

/** @throws MessageError */
const messageOf = <Message>(schema: z.$ZodType<Message>, { body }: SQSRecord): Message => {
  let json: unknown;
  try {
    json = JSON.parse(body);
  } catch (cause) {
    throw new MessageError('The message is not JSON.', { cause });
  }
  const parsed = safeParse(schema, json);
  if (parsed.success) return parsed.data;
  throw new MessageError('The message is not what this queue carries.', { cause: parsed.error });
};

/**
 * Hands on the messages that the schema takes, each with what it says, and puts those that it refuses among the failed ones, in
 * their places.
 */
export const readingMessages = <Message>(schema: z.$ZodType<Message>): MiddlewareObj<SQSEvent, Outcomes> => {
  const whole = new WeakMap<object, { readonly event: SQSEvent; readonly refused: ReadonlyMap<number, unknown> }>();
  return {
    before(request) {
      const refused = new Map<number, unknown>();
      const Records: ReadMessage<Message>[] = [];
      request.event.Records.forEach((record, at) => {
        try {
          Records.push({ ...record, message: messageOf(schema, record) });
        } catch (error) {
          refused.set(at, error);
        }
      });
      whole.set(request, { event: request.event, refused });
      request.event = { Records };
    },
    after(request) {
      const { event, refused } = whole.get(request) ?? { event: request.event, refused: new Map() };
      const handled = (request.response ?? [])[Symbol.iterator]();
      request.event = event;
      request.response = event.Records.map((_, at) =>
        refused.has(at)
          ? { status: 'rejected', reason: refused.get(at) }
          : (handled.next().value as PromiseSettledResult<unknown>),
      );
    },
    onError(request) {
      request.event = whole.get(request)?.event ?? request.event;
    },
  };
};
