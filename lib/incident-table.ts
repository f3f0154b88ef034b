import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../adapters/dynamodb/table-schema.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import type { MusterFunction } from './muster-function.ts';
import type { Use } from './use.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/**
 * The one table: alerts, commits, projections, ledger. Idle it costs nothing but its key; it can be restored to any second
 * of the last 35 days; its stream is the guaranteed path of every commit.
 */
export class IncidentTable extends Construct {
  readonly table: TableV2;
  readonly key: Key;

  constructor(scope: Construct, id: string, { removalPolicy }: Pick<DeploymentSettings, 'removalPolicy'>) {
    super(scope, id);
    this.key = new Key(this, 'Key', {
      description: `${Stack.of(this).stackName}: incidents and who was reached about them`,
      enableKeyRotation: true,
      removalPolicy,
    });
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
      globalSecondaryIndexes: Object.values(INDEXES).map(indexOf),
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      dynamoStream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: TTL_ATTRIBUTE,
      encryption: TableEncryptionV2.customerManagedKey(this.key),
      deletionProtection: removalPolicy !== RemovalPolicy.DESTROY,
      removalPolicy,
    });
  }

  get name(): string {
    return this.table.tableName;
  }

  get read(): Use<{ TABLE_NAME: string }> {
    return { variables: { TABLE_NAME: this.name }, allow: (fn) => this.#allow(fn, READ, DECRYPT) };
  }

  /** Read, too: each write is decided by what is there. */
  get written(): Use<{ TABLE_NAME: string }> {
    return {
      variables: { TABLE_NAME: this.name },
      allow: (fn) => this.#allow(fn, [...READ, ...WRITE], [...DECRYPT, ...ENCRYPT]),
    };
  }

  /** DynamoDB uses the key in the name of its caller; nobody may use it for anything else. */
  #allow(fn: MusterFunction, actions: readonly string[], keyActions: readonly string[]): void {
    const { tableArn } = this.table;
    fn.allow(actions, tableArn, ...Object.values(INDEXES).map(({ name }) => `${tableArn}/index/${name}`));
    fn.role.addToPolicy(
      new PolicyStatement({
        actions: [...keyActions],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}

const indexOf = (index: (typeof INDEXES)[keyof typeof INDEXES]): GlobalSecondaryIndexPropsV2 => ({
  indexName: index.name,
  partitionKey: { name: index.partition, type: AttributeType.STRING },
  sortKey: { name: index.sort, type: AttributeType.STRING },
  ...(index.nonKeyAttributes.length > 0
    ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.nonKeyAttributes] }
    : { projectionType: ProjectionType.KEYS_ONLY }),
});
