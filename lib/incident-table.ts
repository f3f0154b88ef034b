import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  type GlobalSecondaryIndexPropsV2,
  type ITableV2,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../adapters/dynamodb/table-schema.ts';
import type { DeploymentSettings } from './deployment-settings.ts';
import { type EncryptionKeyOption, encryptionKeyOf } from './encryption-key.ts';
import type { MusterFunction } from './muster-function.ts';
import type { Use } from './use.ts';

const READ = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
const WRITE = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
const DECRYPT = ['kms:Decrypt', 'kms:DescribeKey'];
const ENCRYPT = ['kms:Encrypt', 'kms:GenerateDataKey', 'kms:ReEncryptFrom', 'kms:ReEncryptTo'];

/** A table that is there already: one that was restored, or that a stack which was removed has left. */
export interface AdoptedTable {
  readonly tableName: string;
  /** Of new images (`LatestStreamArn` of `aws dynamodb describe-table`). */
  readonly streamArn: string;
  /** What encrypts it (`SSEDescription.KMSMasterKeyArn`). @default a key that AWS owns, as where DynamoDB tells none */
  readonly keyArn?: string | undefined;
}

export interface IncidentTableProps extends Pick<DeploymentSettings, 'removalPolicy'> {
  /** Nothing of it is changed, and it is never removed with the stack. @default a new table */
  readonly adopted?: AdoptedTable | undefined;
  readonly encryptionKey?: EncryptionKeyOption | undefined;
}

/**
 * The one table: alerts, commits, projections, ledger. Idle it costs nothing; it can be restored to any second
 * of the last 35 days; its stream is the guaranteed path of every commit.
 */
export class IncidentTable extends Construct {
  readonly table: ITableV2;
  /** Of the table. */
  readonly key: IKey | undefined;
  /** Of everything else of the deployment; the same, but for a table that was there before it. */
  readonly encryptionKey: IKey | undefined;

  constructor(scope: Construct, id: string, { adopted, encryptionKey, removalPolicy }: IncidentTableProps) {
    super(scope, id);
    this.encryptionKey = encryptionKeyOf(this, encryptionKey, { removalPolicy });
    if (adopted !== undefined) {
      refuseStrangeStream(adopted);
      this.key = adopted.keyArn === undefined ? undefined : Key.fromKeyArn(this, 'KeyOfTable', adopted.keyArn);
      this.table = TableV2.fromTableAttributes(this, 'Table', {
        tableName: adopted.tableName,
        tableStreamArn: adopted.streamArn,
        ...(this.key && { encryptionKey: this.key }),
      });
      return;
    }
    this.key = this.encryptionKey;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: TABLE_KEYS.partition, type: AttributeType.STRING },
      sortKey: { name: TABLE_KEYS.sort, type: AttributeType.STRING },
      globalSecondaryIndexes: Object.values(INDEXES).map(indexOf),
      billing: Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      dynamoStream: StreamViewType.NEW_IMAGE,
      timeToLiveAttribute: TTL_ATTRIBUTE,
      encryption: this.key ? TableEncryptionV2.customerManagedKey(this.key) : TableEncryptionV2.dynamoOwnedKey(),
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
    if (!this.key) return;
    fn.role.addToPolicy(
      new PolicyStatement({
        actions: [...keyActions],
        resources: [this.key.keyArn],
        conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com` } },
      }),
    );
  }
}

/** A function that follows another table, or none, is found out here and not when nobody is paged. */
const refuseStrangeStream = ({ streamArn, tableName }: AdoptedTable): void => {
  if (streamArn.includes(`:table/${tableName}/stream/`)) return;
  throw new Error(
    `${streamArn} is no stream of the table ${tableName}; \`aws dynamodb describe-table\` tells its LatestStreamArn.`,
  );
};

const indexOf = (index: (typeof INDEXES)[keyof typeof INDEXES]): GlobalSecondaryIndexPropsV2 => ({
  indexName: index.name,
  partitionKey: { name: index.partition, type: AttributeType.STRING },
  sortKey: { name: index.sort, type: AttributeType.STRING },
  ...(index.nonKeyAttributes.length > 0
    ? { projectionType: ProjectionType.INCLUDE, nonKeyAttributes: [...index.nonKeyAttributes] }
    : { projectionType: ProjectionType.KEYS_ONLY }),
});
