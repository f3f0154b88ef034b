import type { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { EpochMs } from '../../domain/instant/instant.ts';
import type { Stores } from '../../ports/stores.ts';
import { dynamoAlerts } from './alerts.ts';
import { dynamoChanges } from './changes.ts';
import { dynamoCommits } from './commits.ts';
import { dynamoConfigurations } from './configurations.ts';
import { dynamoCounters } from './counters.ts';
import { dynamoDeliveries } from './deliveries.ts';
import { dynamoHeads } from './heads.ts';
import { dynamoHeartbeats } from './heartbeats.ts';
import { dynamoIncidents } from './incidents.ts';
import { dynamoMailThreads } from './mail-threads.ts';
import { dynamoOpsgenie } from './opsgenie.ts';
import { dynamoProjections } from './projections.ts';
import { dynamoQuarantine } from './quarantine.ts';
import { dynamoReports } from './reports.ts';
import { dynamoSlots } from './slots.ts';
import { Table } from './table.ts';
import { INDEXES } from './table-schema.ts';
import { dynamoUnfollowed } from './unfollowed.ts';
import { dynamoWaits } from './waits.ts';

export interface DynamoStoresOptions {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Where the indexes are not called as in `table-schema.ts`. */
  readonly indexNames?: { readonly list: string; readonly todo: string };
  readonly now: () => EpochMs;
}

/**
 * The stores on one DynamoDB table (`table-schema.ts`). Each write is durable when it returns. Everything that fails is
 * a `StoreError`: `throttled` and `unreachable` are worth repeating, and were already repeated by the client.
 */
export const dynamoStores = ({ client, tableName, indexNames, now }: DynamoStoresOptions): Stores => {
  const table = new Table(client, tableName, indexNames ?? { list: INDEXES.list.name, todo: INDEXES.todo.name });
  return {
    alerts: dynamoAlerts(table),
    slots: dynamoSlots(table),
    commits: dynamoCommits(table),
    heads: dynamoHeads(table),
    incidents: dynamoIncidents(table),
    projections: dynamoProjections(table),
    unfollowed: dynamoUnfollowed(table),
    deliveries: dynamoDeliveries(table),
    waits: dynamoWaits(table, now),
    counters: dynamoCounters(table),
    quarantine: dynamoQuarantine(table),
    changes: dynamoChanges(table),
    heartbeats: dynamoHeartbeats(table),
    reports: dynamoReports(table),
    opsgenie: dynamoOpsgenie(table),
    mailThreads: dynamoMailThreads(table),
    configurations: dynamoConfigurations(table),
    durable: () => Promise.resolve(),
  };
};
