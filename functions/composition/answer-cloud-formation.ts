import type { CloudFormationCustomResourceEvent } from 'aws-lambda';

/** What became of a custom resource. */
export interface CloudFormationAnswer {
  readonly status: 'SUCCESS' | 'FAILED';
  readonly physicalResourceId: string;
  readonly reason?: string;
  readonly data?: Readonly<Record<string, string>>;
}

/** CloudFormation did not take the answer. */
export class CloudFormationAnswerError extends Error {
  override readonly name = 'CloudFormationAnswerError';
  readonly code = 'answer-refused';
}

/** The whole answer is at most 4 KB. https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/crpg-ref-responses.html */
const LONGEST_REASON = 2500;
const ATTEMPTS = 3;

/**
 * Answers a custom resource by the URL it came with. Without the CDK's provider framework, which would write the whole
 * event, people's phone numbers included, to its log.
 */
export const answerCloudFormation = async (
  event: CloudFormationCustomResourceEvent,
  { status, physicalResourceId, reason, data }: CloudFormationAnswer,
): Promise<void> => {
  const { StackId, RequestId, LogicalResourceId } = event;
  const body = JSON.stringify({
    Status: status,
    ...(reason === undefined ? {} : { Reason: reason.slice(0, LONGEST_REASON) }),
    PhysicalResourceId: physicalResourceId,
    StackId,
    RequestId,
    LogicalResourceId,
    ...(data === undefined ? {} : { Data: data }),
  });
  let failure: unknown;
  for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
    if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 500 * attempt));
    try {
      // The URL is signed for an empty content type.
      const response = await fetch(event.ResponseURL, {
        method: 'PUT',
        headers: { 'content-type': '' },
        body,
        signal: AbortSignal.timeout(5000),
      });
      await response.body?.cancel();
      if (response.ok) return;
      failure = new Error(`HTTP ${response.status}`);
    } catch (error) {
      failure = error;
    }
  }
  throw new CloudFormationAnswerError('CloudFormation did not take the answer.', { cause: failure });
};
