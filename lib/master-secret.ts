import { Stack } from 'aws-cdk-lib';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { Use } from './use.ts';

/**
 * The one secret, made in AWS and never seen in a template: the keys of integrations, links, tokens and outgoing webhooks
 * are derived from it.
 */
export class MasterSecret extends Construct {
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { removalPolicy }: Pick<DeploymentSettings, 'removalPolicy'>) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: `${Stack.of(this).stackName}: every key of Muster is derived from this`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      removalPolicy,
    });
    acknowledge(this.secret, {
      'AwsSolutions-SMG4':
        'A rotation would end every integration key at once, and alerts with them. Keys rotate one by one, by their generation.',
    });
  }

  get arn(): string {
    return this.secret.secretArn;
  }

  get read(): Use<{ MASTER_SECRET_ARN: string }> {
    return {
      variables: { MASTER_SECRET_ARN: this.arn },
      allow: (fn) => fn.allow(['secretsmanager:GetSecretValue'], this.arn),
    };
  }
}
