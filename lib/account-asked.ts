import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { OutgoingMail } from './outgoing-mail.ts';
import type { Use } from './use.ts';

/** What an account says of itself as a whole: none of these has a resource to name. */
const OF_THE_ACCOUNT = [
  'cloudwatch:GetMetricStatistics',
  'lambda:GetAccountSettings',
  'ses:GetAccount',
  'ses:ListSuppressedDestinations',
  'sns:GetSMSAttributes',
  'sns:GetSMSSandboxAccountStatus',
  'sns:ListPhoneNumbersOptedOut',
];

export interface AccountAskedOptions {
  readonly settings: Pick<DeploymentSettings, 'alarms' | 'givenUp'>;
  readonly mail: OutgoingMail;
  readonly pingUrl: string | undefined;
}

/** The questions of `muster doctor`: they read, and change nothing. */
export const accountAsked = (
  scope: Construct,
  { settings: { alarms, givenUp }, mail: { identity }, pingUrl }: AccountAskedOptions,
): Use<Record<'ALARMS_TOPIC_ARN' | 'MAIL_IDENTITY' | 'DEAD_LETTER_QUEUES' | 'SIGN_OF_LIFE', string>> => {
  const { topic } = alarms;
  return {
    variables: {
      ALARMS_TOPIC_ARN: topic.topicArn,
      MAIL_IDENTITY: identity,
      DEAD_LETTER_QUEUES: givenUp.asVariable,
      SIGN_OF_LIFE: pingUrl === undefined ? 'none' : 'told',
    },
    allow: (fn) => {
      const { account, partition, region } = Stack.of(scope);
      fn.allow(OF_THE_ACCOUNT, '*');
      fn.allow(['sns:GetTopicAttributes'], topic.topicArn);
      fn.allow(['ses:GetEmailIdentity'], `arn:${partition}:ses:${region}:${account}:identity/${identity}`);
      givenUp.each(({ queueArn }) => fn.allow(['sqs:GetQueueAttributes'], queueArn));
    },
  };
};
