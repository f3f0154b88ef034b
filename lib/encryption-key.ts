import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { DeploymentSettings } from './deployment-settings.ts';

/** A key, or its ARN, whose policy lets the services of this stack use it as docs/options.md says; or one that is made for it: `own`. */
export type EncryptionKeyOption = IKey | string;

/**
 * A key that rotates, with what services ask of it that use it in no caller's name: logs are written and alarms are published.
 */
export const encryptionKeyOf = (
  scope: Construct,
  option: EncryptionKeyOption | undefined,
  { removalPolicy }: Pick<DeploymentSettings, 'removalPolicy'>,
): IKey | undefined => {
  if (typeof option !== 'string') return option;
  if (option !== 'own') return Key.fromKeyArn(scope, 'Key', option);
  const { account, partition, region, stackName } = Stack.of(scope);
  const key = new Key(scope, 'Key', {
    description: `${stackName}: incidents and who was reached about them`,
    enableKeyRotation: true,
    removalPolicy,
  });
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'LogsOfThisAccount',
      principals: [new ServicePrincipal(`logs.${region}.amazonaws.com`)],
      actions: ['kms:Encrypt', 'kms:Decrypt', 'kms:ReEncrypt*', 'kms:GenerateDataKey*', 'kms:DescribeKey'],
      resources: ['*'],
      // https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html
      conditions: {
        ArnLike: { 'kms:EncryptionContext:aws:logs:arn': `arn:${partition}:logs:${region}:${account}:log-group:*` },
      },
    }),
  );
  // Without a condition, as AWS' guides have it: whose alarms come in, the policy of the topic says.
  key.addToResourcePolicy(
    new PolicyStatement({
      sid: 'Alarms',
      principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
      actions: ['kms:Decrypt', 'kms:GenerateDataKey*'],
      resources: ['*'],
    }),
  );
  return key;
};
