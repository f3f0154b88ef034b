import {
  CreateTableCommand,
  DeleteItemCommand,
  type DynamoDBClient,
  ScanCommand,
  waitUntilTableExists,
} from '@aws-sdk/client-dynamodb';
import { INDEXES, TABLE_KEYS, TTL_ATTRIBUTE } from '../../../adapters/dynamodb/table-schema.ts';

/** Creates the table as the infrastructure does, on whatever the client points to. */
export const createTable = async (client: DynamoDBClient, tableName: string): Promise<void> => {
  const keys = (partition: string, sort: string) => [
    { AttributeName: partition, KeyType: 'HASH' as const },
    { AttributeName: sort, KeyType: 'RANGE' as const },
  ];
  const indexes = Object.values(INDEXES);
  const attributes = [TABLE_KEYS, ...indexes].flatMap(({ partition, sort }) => [partition, sort]);
  await client.send(
    new CreateTableCommand({
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
    }),
  );
  await waitUntilTableExists({ client, maxWaitTime: 60, minDelay: 0.01, maxDelay: 1 }, { TableName: tableName });
};

/** What the time to live of the real table does, some days later: the emulator in memory knows none. */
export const removeExpired = async (client: DynamoDBClient, tableName: string, at: number): Promise<void> => {
  const { Items = [] } = await client.send(new ScanCommand({ TableName: tableName }));
  for (const { pk, sk, [TTL_ATTRIBUTE]: expires } of Items) {
    if (!pk || !sk || expires?.N === undefined || Number(expires.N) * 1000 >= at) continue;
    await client.send(new DeleteItemCommand({ TableName: tableName, Key: { pk, sk } }));
  }
};
