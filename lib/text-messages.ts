import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { MusterFunction } from './muster-function.ts';

/**
 * Lets a function text people. A phone number is no resource, so it cannot be named; what is not a topic, and may be
 * published to, is a phone number.
 */
export const allowTextMessages = (fn: MusterFunction): void => {
  fn.role.addToPolicy(
    new PolicyStatement({
      actions: ['sns:Publish'],
      notResources: [`arn:${Stack.of(fn).partition}:sns:*:*:*`],
    }),
  );
};
