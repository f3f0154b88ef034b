import type { Account } from '../../ports/account.ts';
import { sesAccount } from '../ses/ses-account.ts';
import { alarmTopic } from '../sns/alarm-topic.ts';
import { smsAccount } from '../sns/sms-account.ts';
import { type DeadLetterUrls, deadLetterQueues } from '../sqs/dead-letter-queues.ts';
import type { ClientSettings } from './client-settings.ts';
import { byForm, byPath } from './questions.ts';
import { sqs } from './services.ts';

export interface AwsAccountOptions {
  readonly settings: ClientSettings;
  /** The identity in SES that Muster sends mail as: a domain, or one address. */
  readonly mailIdentity: string;
  /** Of the alarms about Muster itself. */
  readonly alarmsTopicArn: string;
  readonly deadLetterUrls: DeadLetterUrls;
  readonly now: () => number;
}

/** What an account of AWS says of itself, in this region. Reads only. */
export const awsAccount = ({
  settings,
  mailIdentity,
  alarmsTopicArn,
  deadLetterUrls,
  now,
}: AwsAccountOptions): Account => {
  const sns = byForm({ host: 'sns' }, '2010-03-31', settings);
  const lambda = byPath({ host: 'lambda' }, settings);
  return {
    mail: sesAccount(byPath({ host: 'email', signedAs: 'ses' }, settings), mailIdentity),
    texts: smsAccount({ sns, cloudWatch: byForm({ host: 'monitoring' }, '2010-08-01', settings), now }),
    alarms: alarmTopic(sns, alarmsTopicArn),
    deadLetters: deadLetterQueues(sqs(settings), deadLetterUrls),
    limits: {
      // https://docs.aws.amazon.com/lambda/latest/api/API_GetAccountSettings.html
      async concurrency() {
        const { AccountLimit } = await lambda<{ AccountLimit: { ConcurrentExecutions: number } }>(
          '/2016-08-19/account-settings',
        );
        return AccountLimit.ConcurrentExecutions;
      },
    },
  };
};
