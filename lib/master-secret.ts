import { Stack } from 'aws-cdk-lib';
import { type ISecret, Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledged-findings.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { Use } from './use.ts';

export interface MasterSecretProps extends Pick<DeploymentSettings, 'encryptionKey' | 'removalPolicy'> {
  /** The whole ARN of one that is there already, its six random characters included. @default a new one is made */
  readonly adopted?: string | undefined;
}

/**
 * The one secret, made in AWS and never seen in a template: the keys of integrations, links, tokens and outgoing webhooks
 * are derived from it.
 */
export class MasterSecret extends Construct {
  readonly secret: ISecret;

  constructor(scope: Construct, id: string, { adopted, encryptionKey, removalPolicy }: MasterSecretProps) {
    super(scope, id);
    if (adopted !== undefined) {
      this.secret = Secret.fromSecretCompleteArn(this, 'Secret', adopted);
      return;
    }
    this.secret = new Secret(this, 'Secret', {
      description: `${Stack.of(this).stackName}: every key of Muster is derived from this`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      ...(encryptionKey && { encryptionKey }),
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
