import type { RemovalPolicy } from 'aws-cdk-lib';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { OwnAlarms } from './own-alarms.ts';

/** What every construct of one deployment is told alike. */
export interface DeploymentSettings {
  readonly alarms: OwnAlarms;
  readonly logRetention: RetentionDays;
  /** Of everything that holds data or logs. */
  readonly removalPolicy: RemovalPolicy;
}
