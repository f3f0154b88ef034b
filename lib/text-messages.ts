import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import type { Use } from './use.ts';

/**
 * Text messages sent to people. A phone number is no resource, so it cannot be named; what is not a topic, and may be
 * published to, is a phone number.
 *
 * @param senderId shown as the sender in countries that allow one
 */
export const textMessagesSent = (
  scope: IConstruct,
  senderId: string | undefined,
): Use<{ SMS_SENDER_ID: string | undefined }> => ({
  variables: { SMS_SENDER_ID: senderId },
  allow: (fn) => {
    fn.role.addToPolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        notResources: [`arn:${Stack.of(scope).partition}:sns:*:*:*`],
      }),
    );
  },
});
