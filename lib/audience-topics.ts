import { Stack } from 'aws-cdk-lib';
import { Alias, type IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { deploymentNameOf } from './deployment-name.ts';
import type { Use } from './use.ts';

export interface AudienceTopicsProps {
  readonly plans: Configuration['communicationPlans'];
  /** @default the key that AWS manages for topics */
  readonly encryptionKey?: IKey | undefined;
}

/** One topic for every name in the communication plans, to which chat, status pages and programs subscribe. */
export class AudienceTopics extends Construct {
  readonly topics: ReadonlyMap<string, Topic>;
  /** What comes before the name that a plan gives. */
  readonly arnPrefix: string;

  constructor(scope: Construct, id: string, { plans, encryptionKey }: AudienceTopicsProps) {
    super(scope, id);
    const prefix = `${deploymentNameOf(scope)}-`;
    const names = new Set(plans.flatMap(({ topic }) => topic ?? []));
    const masterKey = encryptionKey ?? Alias.fromAliasName(this, 'Key', 'alias/aws/sns');
    this.topics = new Map(
      [...names].map((name) => [
        name,
        new Topic(this, name, { topicName: `${prefix}${name}`, enforceSSL: true, masterKey }),
      ]),
    );
    this.arnPrefix = Stack.of(this).formatArn({ service: 'sns', resource: prefix });
  }

  get published(): Use<{ TOPIC_ARN_PREFIX: string }> {
    const arns = [...this.topics.values()].map(({ topicArn }) => topicArn);
    return {
      variables: { TOPIC_ARN_PREFIX: this.arnPrefix },
      allow: (fn) => {
        if (arns.length > 0) fn.allow(['sns:Publish'], ...arns);
      },
    };
  }
}
