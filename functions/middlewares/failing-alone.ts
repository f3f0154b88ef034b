import type { MiddlewareObj } from '@middy/core';
import sqsPartialBatchFailure from '@middy/sqs-partial-batch-failure';
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { Observer } from '../../ports/ports.ts';

/** What became of each message of a batch, in their order. */
export type Outcomes = readonly PromiseSettledResult<unknown>[];

export interface FailingAlone {
  /** What was being done: `sending a page`. */
  readonly doing: string;
  readonly observer: () => Observer;
}

/** SQS delivers again only the messages that failed; each failure is told once. What fails as a whole, fails for each. */
export const failingAlone = ({ doing, observer }: FailingAlone): MiddlewareObj<SQSEvent, SQSBatchResponse> =>
  sqsPartialBatchFailure({
    logger: (reason: unknown, { messageId }: SQSRecord) => {
      observer().failed(doing, reason, { messageId });
    },
  }) as MiddlewareObj<SQSEvent, SQSBatchResponse>;
