import { Aws, Fn, Stack } from 'aws-cdk-lib';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from './deployment-settings.ts';

/**
 * A log group into which a service of AWS writes by itself. Each such group is added to the one resource policy of CloudWatch Logs that
 * an account has in a region, which takes 5,120 characters; where it is full, the deployment fails. Groups of this prefix share one entry.
 * The rest of the name is the stack's and its id's: what a stack that was removed has kept stands in nobody's way.
 *
 * https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html, https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/AWS-logs-and-resource-policy.html
 */
export const vendedLogGroup = (
  scope: Construct,
  id: string,
  service: 'apis' | 'states',
  {
    encryptionKey,
    logRetention,
    removalPolicy,
  }: Pick<DeploymentSettings, 'encryptionKey' | 'logRetention' | 'removalPolicy'>,
): LogGroup => {
  const place = scope.node.path.split('/').slice(1).join('-');
  const ofThisStack = Fn.select(2, Fn.split('/', Aws.STACK_ID));
  return new LogGroup(scope, id, {
    logGroupName: `/aws/vendedlogs/${service}/${Stack.of(scope).stackName}-${place}-${ofThisStack}`,
    retention: logRetention,
    removalPolicy,
    ...(encryptionKey && { encryptionKey }),
  });
};
