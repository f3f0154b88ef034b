import type { EpochMs } from '../../domain/instant/instant.ts';
import { DEFAULT_RETENTION, type Retention } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import type { AwsCall } from '../aws/json-protocol.ts';
import { dynamoAlerts } from './alerts.ts';
import { dynamoChanges } from './changes.ts';
import { dynamoCommits } from './commits.ts';
import { dynamoConfigurations } from './configurations.ts';
import { dynamoCounters } from './counters.ts';
import { dynamoDeliveries } from './deliveries.ts';
import { dynamoHeads } from './heads.ts';
import { dynamoHeartbeats } from './heartbeats.ts';
import { dynamoLive } from './live.ts';
import { dynamoMailThreads } from './mail-threads.ts';
import { dynamoOpsgenie } from './opsgenie.ts';
import { dynamoPersonal } from './personal.ts';
import { dynamoProjections } from './projections.ts';
import { dynamoQuarantine } from './quarantine.ts';
import { dynamoReports } from './reports.ts';
import { dynamoSlots } from './slots.ts';
import { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';
import { dynamoUnfollowed } from './unfollowed.ts';
import { dynamoWaits } from './waits.ts';

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

/**
 * The stores on one DynamoDB table (`table-schema.ts`). Each write is durable when it returns. Everything that fails is
 * a `StoreError`: `throttled` and `unreachable` are worth repeating, and were already repeated by the client.
 */
export const dynamoStores = ({
  client,
  tableName,
  indexNames,
  now,
  retention = () => DEFAULT_RETENTION,
}: DynamoStoresOptions): Stores => {
  const table = new Table(client, tableName, indexNames ?? { list: INDEXES.list.name, todo: INDEXES.todo.name });
  return {
    alerts: dynamoAlerts(table, retention),
    slots: dynamoSlots(table, retention, now),
    commits: dynamoCommits(table),
    heads: dynamoHeads(table),
    projections: dynamoProjections(table),
    unfollowed: dynamoUnfollowed(table),
    deliveries: dynamoDeliveries(table, retention),
    waits: dynamoWaits(table, now),
    counters: dynamoCounters(table),
    quarantine: dynamoQuarantine(table, retention),
    changes: dynamoChanges(table, retention),
    heartbeats: dynamoHeartbeats(table),
    reports: dynamoReports(table, retention),
    opsgenie: dynamoOpsgenie(table, retention),
    mailThreads: dynamoMailThreads(table, retention),
    live: dynamoLive(table, now),
    personal: dynamoPersonal(table),
    configurations: dynamoConfigurations(table),
    durable: () => Promise.resolve(),
  };
};
