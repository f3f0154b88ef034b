import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import dynalite from 'dynalite';
import { afterAll, beforeAll } from 'vitest';
import { dynamoStores } from '../../../adapters/dynamodb/dynamo-stores.ts';
import { createTable, removeExpired } from './dynamodb-table.ts';
import { fresh, T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
let client: DynamoDBClient;

beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  client = new DynamoDBClient({
    endpoint: `http://127.0.0.1:${port}`,
    region: 'eu-central-1',
    credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  });
});

afterAll(() => {
  client.destroy();
  server.close();
});

storeContract(
  'DynamoDB (dynalite)',
  async () => {
    const tableName = fresh('muster');
    await createTable(client, tableName);
    const stores = dynamoStores({ client, tableName, now: () => T0 });
    return { stores, expireAt: (at) => removeExpired(client, tableName, at), close: async () => {} };
  },
  { runs: 60 },
);
