import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { OutgoingMail } from './outgoing-mail.ts';
import type { OwnAlarms } from './own-alarms.ts';
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

/** The questions of `muster doctor`: they read, and change nothing. */
export const accountAsked = (
  scope: Construct,
  { alarms: { topic }, mail: { identity } }: { readonly alarms: OwnAlarms; readonly mail: OutgoingMail },
): Use<{ ALARMS_TOPIC_ARN: string; MAIL_IDENTITY: string }> => ({
  variables: { ALARMS_TOPIC_ARN: topic.topicArn, MAIL_IDENTITY: identity },
  allow: (fn) => {
    const { account, partition, region } = Stack.of(scope);
    fn.allow(OF_THE_ACCOUNT, '*');
    fn.allow(['sns:GetTopicAttributes'], topic.topicArn);
    fn.allow(['ses:GetEmailIdentity'], `arn:${partition}:ses:${region}:${account}:identity/${identity}`);
  },
});
