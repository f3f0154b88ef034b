import { StoreError } from '../../ports/store-error.ts';
import type { AwsCall } from '../aws/json-protocol.ts';
import type { Item } from './attributes.ts';
import { type Change, condition, expression, type When } from './expression.ts';
import { toStoreError } from './failure.ts';
import { eachBounded } from './in-parallel.ts';
import type { Key } from './keys.ts';

/** BatchGetItem takes this many keys. */
const BATCH = 100;
const BATCH_ATTEMPTS = 8;

/**
 * What became of a conditional write. `retried` tells that the client sent it more than once, so that an answer may have
 * been lost and the condition may have been broken by ourselves.
 */
export type Written =
  | { readonly written: true; readonly attributes: Item | undefined }
  | { readonly written: false; readonly found: Item | undefined; readonly retried: boolean };

/** https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Query.html */
export interface Query {
  readonly IndexName?: string;
  readonly KeyConditionExpression: string;
  readonly FilterExpression?: string;
  readonly Limit?: number;
  readonly ScanIndexForward?: boolean;
  readonly ConsistentRead?: boolean;
  readonly ExclusiveStartKey?: Item;
  readonly values: Item;
}

interface Batch {
  readonly Responses?: Readonly<Record<string, Item[]>>;
  readonly UnprocessedKeys?: Readonly<Record<string, { readonly Keys: Item[] }>>;
}

const keyItem = ({ pk, sk }: Key): Item => ({ pk: { S: pk }, sk: { S: sk } });

/** The operations of DynamoDB that the stores use, on one table, with typed errors. */
export class Table {
  readonly #call: AwsCall;
  readonly #name: string;
  readonly indexNames: { readonly list: string; readonly todo: string };

  constructor(call: AwsCall, name: string, indexNames: { readonly list: string; readonly todo: string }) {
    this.#call = call;
    this.#name = name;
    this.indexNames = indexNames;
  }

  async get(what: string, key: Key): Promise<Item | undefined> {
    return this.#told(what, async () => {
      const input = { TableName: this.#name, Key: keyItem(key), ConsistentRead: true };
      return (await this.#call<{ Item?: Item }>('GetItem', input)).Item;
    });
  }

  /**
   * Replaces the item; with `when`, only if that holds.
   *
   * @param spent told the units that it took, those of indexes included
   */
  async put(what: string, key: Key, attributes: Item, when?: When, spent?: (units: number) => void): Promise<Written> {
    return this.#conditional(what, key, async () => {
      const { ConsumedCapacity } = await this.#call<{ ConsumedCapacity?: { CapacityUnits?: number } }>('PutItem', {
        TableName: this.#name,
        Item: { ...attributes, ...keyItem(key) },
        ...(when === undefined ? {} : { ...condition(when), ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        ...(spent === undefined ? {} : { ReturnConsumedCapacity: 'TOTAL' }),
      });
      spent?.(ConsumedCapacity?.CapacityUnits ?? 1);
      return undefined;
    });
  }

  async update(
    what: string,
    key: Key,
    change: Change,
    returned: 'NONE' | 'ALL_OLD' | 'ALL_NEW' | 'UPDATED_NEW' = 'NONE',
  ): Promise<Written> {
    return this.#conditional(what, key, async () => {
      const output = await this.#call<{ Attributes?: Item }>('UpdateItem', {
        TableName: this.#name,
        Key: keyItem(key),
        ...expression(change),
        ReturnValues: returned,
        ...(change.when === undefined ? {} : { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
      });
      return output.Attributes;
    });
  }

  async delete(what: string, key: Key, when: When): Promise<Written> {
    return this.#conditional(what, key, async () => {
      await this.#call('DeleteItem', { TableName: this.#name, Key: keyItem(key), ...condition(when) });
      return undefined;
    });
  }

  /** Items in the order of the index, page after page, until `enough` of them or the end. */
  async query(what: string, query: Query, enough = Number.POSITIVE_INFINITY): Promise<Item[]> {
    const found: Item[] = [];
    let from = query.ExclusiveStartKey;
    do {
      const { items, lastKey } = await this.queryOnce(what, { ...query, ExclusiveStartKey: from });
      found.push(...items);
      from = lastKey;
    } while (from !== undefined && found.length < enough);
    return found.slice(0, enough);
  }

  /** One request: the items it answered with, and where the next one would begin; undefined at the end. */
  async queryOnce(what: string, { values, ...query }: Query): Promise<{ items: Item[]; lastKey: Item | undefined }> {
    return this.#told(what, async () => {
      const names = `${query.KeyConditionExpression} ${query.FilterExpression ?? ''}`;
      const { Items = [], LastEvaluatedKey } = await this.#call<{ Items?: Item[]; LastEvaluatedKey?: Item }>('Query', {
        TableName: this.#name,
        ...query,
        ...condition({ text: names, values }, 'names-only'),
      });
      return { items: Items, lastKey: LastEvaluatedKey };
    });
  }

  /** The items under these keys, in their order; what is not there is left out. */
  async getAll(what: string, keys: readonly Key[]): Promise<Item[]> {
    const found = new Map<string, Item>();
    const batches = Array.from({ length: Math.ceil(keys.length / BATCH) }, (_, i) =>
      keys.slice(i * BATCH, (i + 1) * BATCH),
    );
    await this.#told(what, () =>
      eachBounded(batches, async (batch) => {
        let asked: Item[] = batch.map(keyItem);
        for (let attempt = 0; asked.length > 0; attempt += 1) {
          if (attempt === BATCH_ATTEMPTS)
            throw new StoreError('throttled', `${what}: the table left keys unprocessed`, {
              retryable: true,
              advice: 'Try again after a pause.',
            });
          if (attempt > 0) await new Promise((resolve) => setTimeout(resolve, 25 * 2 ** attempt));
          const output = await this.#call<Batch>('BatchGetItem', {
            RequestItems: { [this.#name]: { Keys: asked, ConsistentRead: true } },
          });
          for (const item of output.Responses?.[this.#name] ?? []) found.set(`${item.pk?.S}\n${item.sk?.S}`, item);
          asked = output.UnprocessedKeys?.[this.#name]?.Keys ?? [];
        }
      }),
    );
    return keys.map(({ pk, sk }) => found.get(`${pk}\n${sk}`)).filter((item) => item !== undefined);
  }

  async #conditional(what: string, key: Key, work: () => Promise<Item | undefined>): Promise<Written> {
    try {
      return { written: true, attributes: await work() };
    } catch (error) {
      const failed = error as { name?: string; Item?: Item; $metadata?: { attempts?: number } };
      if (failed.name !== 'ConditionalCheckFailedException') throw toStoreError(what, error);
      // Emulators do not know ReturnValuesOnConditionCheckFailure; one more read where nothing came back settles it.
      const found = failed.Item ?? (await this.get(what, key));
      return { written: false, found, retried: (failed.$metadata?.attempts ?? 1) > 1 };
    }
  }

  async #told<T>(what: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw toStoreError(what, error);
    }
  }
}
