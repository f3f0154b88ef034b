import { clientSettings } from '../../../adapters/aws/client-settings.ts';
import type { AwsCall } from '../../../adapters/aws/json-protocol.ts';
import { dynamoDb } from '../../../adapters/aws/services.ts';
import type { Item } from '../../../adapters/dynamodb/attributes.ts';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../../../adapters/dynamodb/table-schema.ts';

/** DynamoDB on loopback. What fails there is not tried again unless asked. */
export const dynamoDbOn = (port: number, maxAttempts = 1): AwsCall =>
  dynamoDb({
    ...clientSettings({
      AWS_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      AWS_ENDPOINT_URL: `http://127.0.0.1:${port}`,
    }),
    maxAttempts,
    // A hundred that race, on a machine that is busy: as long as the test itself may take.
    requestHandler: { connectionTimeout: 60_000, requestTimeout: 60_000, throwOnRequestTimeout: true },
  });

/** Creates the table as the infrastructure does, on whatever the client points to. */
export const createTable = async (client: AwsCall, tableName: string): Promise<void> => {
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' },
    { AttributeName: sort, KeyType: 'RANGE' },
  ];
  const indexes = Object.values(INDEXES);
  const attributes = [TABLE_KEYS, ...indexes].flatMap(({ partition, sort }) => [partition, sort]);
  await client('CreateTable', {
    TableName: tableName,
    BillingMode: 'PAY_PER_REQUEST',
    KeySchema: keys(TABLE_KEYS.partition, TABLE_KEYS.sort),
    AttributeDefinitions: attributes.map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    GlobalSecondaryIndexes: indexes.map(({ name, partition, sort, nonKeyAttributes }) => ({
      IndexName: name,
      KeySchema: keys(partition, sort),
      Projection:
        nonKeyAttributes.length === 0
          ? { ProjectionType: 'KEYS_ONLY' }
          : { ProjectionType: 'INCLUDE', NonKeyAttributes: [...nonKeyAttributes] },
    })),
  });
  for (let ready = false; !ready; ) {
    const { Table } = await client<{ Table?: { TableStatus?: string } }>('DescribeTable', { TableName: tableName });
    ready = Table?.TableStatus === 'ACTIVE';
    if (!ready) await new Promise((resolve) => setTimeout(resolve, 5));
  }
};

/** What the time to live of the real table does, some days later: the emulator in memory knows none. */
export const removeExpired = async (client: AwsCall, tableName: string, at: number): Promise<void> => {
  const { Items = [] } = await client<{ Items?: Item[] }>('Scan', { TableName: tableName });
  for (const { pk, sk, [TTL_ATTRIBUTE]: expires } of Items) {
    if (!pk || !sk || expires?.N === undefined || Number(expires.N) * 1000 >= at) continue;
    await client('DeleteItem', { TableName: tableName, Key: { pk, sk } });
  }
};
