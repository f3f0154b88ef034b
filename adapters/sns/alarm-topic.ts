import type { AlarmTopic } from '../../ports/account.ts';
import { type AskByForm, entriesOf } from '../aws/questions.ts';

/** Who is told by a topic. https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const alarmTopic = (sns: AskByForm, arn: string): AlarmTopic => ({
  async listeners() {
    return Number(entriesOf(await sns('GetTopicAttributes', { TopicArn: arn })).get('SubscriptionsConfirmed') ?? 0);
  },
});
