import type { Checkpoint } from '../../domain/checkpoint/checkpoint.ts';
import type { AwsCall } from '../aws/json-protocol.ts';

/**
 * Publishes checkpoints to a topic, as they lie in their place. The largest is some 80 KB, of the 256 KB of a message
 * (<https://docs.aws.amazon.com/sns/latest/api/API_Publish.html>).
 *
 * @param client of SNS
 */
export const checkpointTopic =
  (client: AwsCall, topicArn: string) =>
  async (checkpoint: Checkpoint): Promise<void> => {
    await client('Publish', {
      TopicArn: topicArn,
      Subject: `Muster checkpoint ${checkpoint.number}`,
      Message: JSON.stringify(checkpoint),
    });
  };
