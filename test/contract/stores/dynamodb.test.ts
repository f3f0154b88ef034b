import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import { afterAll, beforeAll } from 'vitest';
import type { AwsCall } from '../../../adapters/aws/json-protocol.ts';
import { dynamoStores } from '../../../adapters/dynamodb/dynamo-stores.ts';
import { createTable, dynamoDbOn, removeExpired } from './dynamodb-table.ts';
import { fresh, T0 } from './samples.ts';
import { storeContract } from './store-contract.ts';

const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
let client: AwsCall;

beforeAll(async () => {
  // Else it closes an idle connection while the client sends on it.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  client = dynamoDbOn((server.address() as AddressInfo).port, 4);
});

afterAll(() => {
  server.close();
});

storeContract(
  'DynamoDB (dynalite)',
  async () => {
    const tableName = fresh('muster');
    await createTable(client, tableName);
    let now = T0;
    const stores = dynamoStores({ client, tableName, now: () => now });
    return {
      stores,
      expireAt: async (at) => {
        now = at;
        await removeExpired(client, tableName, at);
      },
      close: async () => {},
    };
  },
  { runs: 60 },
);
