import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import dynalite from 'dynalite';
import type { AwsCall } from '../../../adapters/aws/json-protocol.ts';
import type { Item } from '../../../adapters/dynamodb/attributes.ts';
import { dynamoStores } from '../../../adapters/dynamodb/dynamo-stores.ts';
import { INDEXES, TABLE_KEYS } from '../../../adapters/dynamodb/table-schema.ts';
import type { EpochMs } from '../../../domain/instant/instant.ts';
import type { Stores } from '../../../ports/stores.ts';
import { createTable, dynamoDbOn } from './dynamodb-table.ts';

/** One request to the table and what it cost. */
export interface Metered {
  readonly operation: string;
  /** The kind of item: the sort key up to its first `#`, `COMMIT`, with the kind of its partition where it is no incident's. */
  readonly item: string;
  /** Capacity units of the table as DynamoDB reckons them; those of indexes come on top and are not in it. */
  readonly units: number;
  /** Units that its indexes take besides; absent unless they are counted. */
  readonly indexUnits?: number;
  /** A condition did not hold: nothing was written, and the units are at least one. */
  readonly refused: boolean;
}

const WRITES = ['PutItem', 'UpdateItem', 'DeleteItem'];

export const isWrite = ({ operation }: Metered): boolean => WRITES.includes(operation);

interface Input {
  readonly Key?: Readonly<Record<string, { readonly S?: string }>>;
  readonly Item?: Readonly<Record<string, { readonly S?: string }>>;
}

const kindOf = ({ Key, Item }: Input): string => {
  const { pk, sk } = Key ?? Item ?? {};
  const [partition = ''] = (pk?.S ?? '').split('#');
  const [sort = ''] = (sk?.S ?? '').split('#');
  return partition === 'INCIDENT' || partition === sort ? sort : `${partition} ${sort}`;
};

export interface MeteredStores {
  readonly stores: Stores;
  /** For what the stores do not do. */
  readonly client: AwsCall;
  /** What was asked since the last time. */
  readonly take: () => Metered[];
  readonly close: () => void;
}

interface Consumed {
  readonly CapacityUnits?: number;
}

/**
 * What an index writes when an item changes: one unit for an entry that comes, goes or changes, two for one whose key changes, none
 * where nothing of it changes. Entries are keys and a few names, below a kilobyte.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.html#GSI.ThroughputConsiderations.Writes
 */
const indexUnitsOf = (before: Item = {}, after: Item = {}): number =>
  Object.values(INDEXES).reduce((sum, { nonKeyAttributes, partition, sort }) => {
    const part = (item: Item, names: readonly string[]): string => JSON.stringify(names.map((name) => item[name]));
    const [was, is] = [before, after].map((item) => item[partition] !== undefined && item[sort] !== undefined);
    if (!was || !is) return sum + (was || is ? 1 : 0);
    if (part(before, [partition, sort]) !== part(after, [partition, sort])) return sum + 2;
    return sum + (part(before, nonKeyAttributes) === part(after, nonKeyAttributes) ? 0 : 1);
  }, 0);

/**
 * The stores on a table of their own that counts what is read and written.
 *
 * @param countsIndexes reads each item before and after it is written, uncounted
 */
export const meteredStores = async (now: () => EpochMs, countsIndexes = false): Promise<MeteredStores> => {
  const server = dynalite({ createTableMs: 0, deleteTableMs: 0 });
  // Else it closes an idle connection while the client sends on it.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = dynamoDbOn((server.address() as AddressInfo).port);
  const tableName = 'muster';
  await createTable(client, tableName);
  let asked: Metered[] = [];
  const metered: AwsCall = async <Output extends object>(operation: string, input: object): Promise<Output> => {
    const item = kindOf(input as Input);
    const { Key, Item } = input as Input;
    const key = Key ?? { [TABLE_KEYS.partition]: Item?.pk, [TABLE_KEYS.sort]: Item?.sk };
    const standing = async (): Promise<Item | undefined> =>
      countsIndexes && WRITES.includes(operation)
        ? (await client<{ Item?: Item }>('GetItem', { TableName: tableName, Key: key, ConsistentRead: true })).Item
        : undefined;
    const before = await standing();
    try {
      const output = await client<Output & { ConsumedCapacity?: Consumed | Consumed[] }>(operation, {
        ...input,
        ReturnConsumedCapacity: 'TOTAL',
      });
      const units = [output.ConsumedCapacity ?? []].flat().reduce((sum, one) => sum + (one.CapacityUnits ?? 0), 0);
      const indexes = countsIndexes ? { indexUnits: indexUnitsOf(before, await standing()) } : {};
      asked.push({ operation, item, units, ...indexes, refused: false });
      return output;
    } catch (error) {
      if ((error as Error).name === 'ConditionalCheckFailedException')
        asked.push({ operation, item, units: 1, refused: true });
      throw error;
    }
  };
  return {
    stores: dynamoStores({ client: metered, tableName, now }),
    client,
    take: () => {
      const taken = asked;
      asked = [];
      return taken;
    },
    close: () => void server.close(),
  };
};
