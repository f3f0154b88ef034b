import { GIVEN_UP, type GivenUp } from '../../domain/failure/given-up.ts';
import type { DeadLetterQueues } from '../../ports/account.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

export type DeadLetterUrls = readonly (readonly [holds: GivenUp, url: string])[];

/** As the function that asks is told of them: `pages=https://…,signals=https://…`. What this version does not know is left out. */
export const deadLetterUrlsIn = (text: string): DeadLetterUrls =>
  text.split(',').flatMap((pair) => {
    const at = pair.indexOf('=');
    const holds = pair.slice(0, at).trim();
    return Object.hasOwn(GIVEN_UP, holds) ? [[holds as GivenUp, pair.slice(at + 1).trim()] as const] : [];
  });

/** How much was given up. https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueAttributes.html */
export const deadLetterQueues = (sqs: AwsCall, urls: DeadLetterUrls): DeadLetterQueues => ({
  counts: () =>
    Promise.all(
      urls.map(async ([holds, url]) => {
        const { Attributes = {} } = await sqs<{ Attributes?: Record<string, string> }>('GetQueueAttributes', {
          QueueUrl: url,
          AttributeNames: ['ApproximateNumberOfMessages', 'ApproximateNumberOfMessagesNotVisible', 'QueueArn'],
        });
        const { ApproximateNumberOfMessages: visible, ApproximateNumberOfMessagesNotVisible: inFlight } = Attributes;
        // Whoever looks into a queue hides what they look at for a while.
        return { holds, url, arn: Attributes.QueueArn ?? '', messages: Number(visible ?? 0) + Number(inFlight ?? 0) };
      }),
    ),
});
