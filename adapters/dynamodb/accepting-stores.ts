import type { EpochMs } from '../../domain/instant/instant.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention/retention.ts';
import type { ChangeStore, PersonalStore, QuarantineStore, Stores } from '../../ports/stores.ts';
import type { AwsCall } from '../aws/json-protocol.ts';
import { dynamoAlerts } from './alerts.ts';
import { dynamoChangesKeeping } from './changes.ts';
import { dynamoCommits } from './commits.ts';
import { dynamoConfigurations } from './configurations.ts';
import { dynamoCounters } from './counters.ts';
import { dynamoHeads } from './heads.ts';
import { dynamoHeartbeats } from './heartbeats.ts';
import { dynamoLive } from './live.ts';
import { dynamoPersonalKeeping } from './personal-keeping.ts';
import { dynamoQuarantineKeeping } from './quarantine-keeping.ts';
import { dynamoSlots } from './slots.ts';
import { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';

export interface DynamoStoresOptions {
  /** Of DynamoDB. */
  readonly client: AwsCall;
  readonly tableName: string;
  /** Where the indexes are not called as in `table-schema.ts`. */
  readonly indexNames?: { readonly list: string; readonly todo: string };
  readonly now: () => EpochMs;
  /** The rules in force. Default: those of `DEFAULT_RETENTION`. */
  readonly retention?: () => Retention;
}

export const tableOf = ({ client, tableName, indexNames }: DynamoStoresOptions): Table =>
  new Table(client, tableName, indexNames ?? { list: INDEXES.list.name, todo: INDEXES.todo.name });

/** What accepting alerts needs of the stores, apart: a function that a page waits for carries nothing else. */
export type AcceptingStores = Pick<
  Stores,
  'alerts' | 'slots' | 'commits' | 'heads' | 'counters' | 'heartbeats' | 'live' | 'configurations' | 'durable'
> & {
  readonly changes: Pick<ChangeStore, 'put'>;
  readonly personal: Pick<PersonalStore, 'keep'>;
  readonly quarantine: Pick<QuarantineStore, 'put'>;
};

export const acceptingStores = (options: DynamoStoresOptions, table = tableOf(options)): AcceptingStores => {
  const { now, retention = () => DEFAULT_RETENTION } = options;
  return {
    alerts: dynamoAlerts(table, retention),
    slots: dynamoSlots(table, retention, now),
    commits: dynamoCommits(table),
    heads: dynamoHeads(table, retention, now),
    counters: dynamoCounters(table),
    quarantine: dynamoQuarantineKeeping(table, retention),
    changes: dynamoChangesKeeping(table, retention),
    heartbeats: dynamoHeartbeats(table),
    live: dynamoLive(table, now),
    personal: dynamoPersonalKeeping(table),
    configurations: dynamoConfigurations(table),
    durable: () => Promise.resolve(),
  };
};
