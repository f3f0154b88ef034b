import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';

/** An SQS message that is not what this queue carries. It is received until it is a dead letter. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  readonly code = 'message-malformed';
}

/** @throws MessageError */
export const jsonOf = (record: Pick<SQSRecord, 'body'>): unknown => {
  try {
    return JSON.parse(record.body);
  } catch (cause) {
    throw new MessageError('The message is not JSON.', { cause });
  }
};

/** Messages side by side, each failing alone: SQS delivers again only those named in the answer. */
export const eachAlone = async (
  records: readonly SQSRecord[],
  handle: (record: SQSRecord) => Promise<void>,
  onFailure: (error: unknown, record: SQSRecord) => void,
): Promise<SQSBatchResponse> => {
  const settled = await Promise.allSettled(records.map(async (record) => handle(record)));
  const batchItemFailures: SQSBatchResponse['batchItemFailures'] = [];
  settled.forEach((result, i) => {
    if (result.status === 'fulfilled') return;
    const record = records[i] as SQSRecord;
    onFailure(result.reason, record);
    batchItemFailures.push({ itemIdentifier: record.messageId });
  });
  return { batchItemFailures };
};

/** SQS counts the receipt that it is delivering now. */
export const receivesOf = (record: SQSRecord): number => Number(record.attributes.ApproximateReceiveCount);
