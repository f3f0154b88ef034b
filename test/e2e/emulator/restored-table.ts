import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  ScanCommand,
  UpdateTableCommand,
} from '@aws-sdk/client-dynamodb';
import { type Emulator, emulatorRegion } from './emulator.ts';

/** What a deployment has to be told of a table that it adopts. */
export interface RestoredTable {
  readonly tableName: string;
  readonly streamArn: string;
  readonly keyArn: string;
}

const BATCH = 25;

/**
 * Leaves a copy of a table as AWS would restore it: rows, keys and indexes, and nothing else; then turns the stream on, as
 * docs/restore.md says. The emulator restores no table, so the rows are read and written.
 */
export const restoredTable = async (emulator: Emulator, source: string, tableName: string): Promise<RestoredTable> => {
  const client = new DynamoDBClient({
    endpoint: emulator.url,
    region: emulatorRegion,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
  });
  const { Table: of } = await client.send(new DescribeTableCommand({ TableName: source }));
  await client.send(
    new CreateTableCommand({
      TableName: tableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: of?.AttributeDefinitions,
      KeySchema: of?.KeySchema,
      GlobalSecondaryIndexes: of?.GlobalSecondaryIndexes?.map(({ IndexName, KeySchema, Projection }) => ({
        IndexName,
        KeySchema,
        Projection,
      })),
    }),
  );
  let ExclusiveStartKey: Record<string, never> | undefined;
  do {
    const page = await client.send(new ScanCommand({ TableName: source, ConsistentRead: true, ExclusiveStartKey }));
    const items = page.Items ?? [];
    for (let from = 0; from < items.length; from += BATCH) {
      const puts = items.slice(from, from + BATCH).map((Item) => ({ PutRequest: { Item } }));
      await client.send(new BatchWriteItemCommand({ RequestItems: { [tableName]: puts } }));
    }
    ExclusiveStartKey = page.LastEvaluatedKey as Record<string, never> | undefined;
  } while (ExclusiveStartKey !== undefined);
  const StreamSpecification = { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' } as const;
  await client.send(new UpdateTableCommand({ TableName: tableName, StreamSpecification }));
  const { Table: restored } = await client.send(new DescribeTableCommand({ TableName: tableName }));
  return {
    tableName,
    streamArn: restored?.LatestStreamArn ?? '',
    // A restore keeps the key of its source; of one that AWS owns the command line says this.
    keyArn: of?.SSEDescription?.KMSMasterKeyArn ?? 'None',
  };
};
