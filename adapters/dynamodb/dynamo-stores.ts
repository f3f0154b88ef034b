import { DEFAULT_RETENTION } from '../../domain/retention/retention.ts';
import type { Stores } from '../../ports/stores.ts';
import { acceptingStores, type DynamoStoresOptions, tableOf } from './accepting-stores.ts';
import { dynamoBesideAlerts } from './beside-alerts.ts';
import { dynamoChanges } from './changes.ts';
import { dynamoDeliveries } from './deliveries.ts';
import { dynamoFloods } from './floods.ts';
import { dynamoMailThreads } from './mail-threads.ts';
import { dynamoOpsgenie } from './opsgenie.ts';
import { dynamoPersonal } from './personal.ts';
import { dynamoProjections } from './projections.ts';
import { dynamoQuarantine } from './quarantine.ts';
import { dynamoRenewal, dynamoSlotKeeping } from './renewal.ts';
import { dynamoReports } from './reports.ts';
import { dynamoUnfollowed } from './unfollowed.ts';
import { dynamoWaits } from './waits.ts';

/**
 * The stores on one DynamoDB table (`table-schema.ts`). Each write is durable when it returns. Everything that fails is
 * a `StoreError`: `throttled` and `unreachable` are worth repeating, and were already repeated by the client.
 */
export const dynamoStores = (options: DynamoStoresOptions): Stores => {
  const table = tableOf(options);
  const { now, retention = () => DEFAULT_RETENTION } = options;
  return {
    ...acceptingStores(options, table),
    changes: dynamoChanges(table, retention),
    quarantine: dynamoQuarantine(table, retention),
    personal: dynamoPersonal(table),
    projections: dynamoProjections(table),
    unfollowed: dynamoUnfollowed(table),
    deliveries: dynamoDeliveries(table, retention),
    floods: dynamoFloods(table),
    waits: dynamoWaits(table, now),
    reports: dynamoReports(table, retention),
    opsgenie: dynamoOpsgenie(table, retention),
    mailThreads: dynamoMailThreads(table, retention),
    renew: dynamoRenewal(table, retention, now),
    keepSlot: dynamoSlotKeeping(table, retention, now),
    keepBeside: dynamoBesideAlerts(table, retention, now),
  };
};
