import type { AwsEventPattern } from './reading/aws-event.ts';

/**
 * What a rule on the default event bus forwards to Muster for each source, as data for the infrastructure code, which must
 * not load the sources themselves. Only the first group is forwarded unless a deployment chooses more: the others are
 * frequent, or matter to some.
 */
export const AWS_EVENT_PATTERNS = {
  cloudwatch: {
    source: 'aws.cloudwatch',
    detailTypes: ['CloudWatch Alarm State Change', 'CloudWatch Alarm Contributor State Change'],
  },
} as const satisfies Record<string, AwsEventPattern>;
