import type { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { GivenUpQueues } from './given-up-queues.ts';
import type { OwnAlarms } from './own-alarms.ts';

/** Where functions have their network addresses, in a VPC of an organisation that lets out what AWS and providers are called by. */
export interface Network {
  /** `subnet-…`, of at least two zones. */
  readonly subnetIds: readonly string[];
  /** `sg-…`: nothing calls in, so that no rule for that is needed. */
  readonly securityGroupIds: readonly string[];
}

/** What every construct of one deployment is told alike. */
export interface DeploymentSettings {
  readonly alarms: OwnAlarms;
  readonly givenUp: GivenUpQueues;
  readonly logRetention: RetentionDays;
  /** Encrypts what holds data. @default keys that AWS owns, which cost nothing */
  readonly encryptionKey?: IKey | undefined;
  /** @default the network of Lambda */
  readonly vpc?: Network | undefined;
  /** Whether X-Ray takes traces of functions and processes, by the million. @default false */
  readonly tracing?: boolean | undefined;
  /** Of everything that holds data or logs. */
  readonly removalPolicy: RemovalPolicy;
}
