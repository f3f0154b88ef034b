import { App, CfnOutput, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { ApiAccess } from '../../../lib/api-access.ts';
import { GivenUpQueues } from '../../../lib/given-up-queues.ts';
import { OwnAlarms } from '../../../lib/own-alarms.ts';

/** The part of a deployment that people sign in by, where it has no issuer of their own: user-pool.test.ts deploys it and signs in. */
const stack = new Stack(new App(), 'People');
const { tokenIssuer, userPool, userPoolClient, domain } = new ApiAccess(stack, 'Access', {
  settings: {
    alarms: new OwnAlarms(stack, 'OwnAlarms', {}),
    givenUp: new GivenUpQueues(),
    logRetention: RetentionDays.ONE_DAY,
    removalPolicy: RemovalPolicy.DESTROY,
  },
  apiUrl: 'https://muster.example.com',
  administratorEmail: 'ada@e2e.example',
});

for (const [name, value] of Object.entries({
  Issuer: tokenIssuer.issuer,
  UserPoolId: userPool?.userPoolId,
  ClientId: userPoolClient?.userPoolClientId,
  SignInPage: domain?.baseUrl(),
})) {
  if (value !== undefined) new CfnOutput(stack, name, { value });
}
