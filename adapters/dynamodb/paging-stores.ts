import { DEFAULT_RETENTION } from '../../domain/retention/retention.ts';
import type { AlertStore, PersonalStore, Stores } from '../../ports/stores.ts';
import { type DynamoStoresOptions, tableOf } from './accepting-stores.ts';
import { dynamoAlertReader } from './alert-reader.ts';
import { dynamoCommits } from './commits.ts';
import { dynamoConfigurations } from './configurations.ts';
import { dynamoDeliveries } from './deliveries.ts';
import { dynamoFloods } from './floods.ts';
import { dynamoHeads } from './heads.ts';
import { dynamoLive } from './live.ts';
import { dynamoPersonalReader } from './personal-reader.ts';
import { dynamoWaits } from './waits.ts';

/** What the tasks of the machines need of the stores: a page waits for them, so they carry nothing else. */
export type TaskStores = Pick<
  Stores,
  'commits' | 'heads' | 'deliveries' | 'waits' | 'live' | 'configurations' | 'durable'
>;

export const taskStores = (options: DynamoStoresOptions, table = tableOf(options)): TaskStores => {
  const { now, retention = () => DEFAULT_RETENTION } = options;
  return {
    commits: dynamoCommits(table),
    heads: dynamoHeads(table, retention, now),
    deliveries: dynamoDeliveries(table, retention),
    waits: dynamoWaits(table, now),
    live: dynamoLive(table, now),
    configurations: dynamoConfigurations(table),
    durable: () => Promise.resolve(),
  };
};

/** What sending a page needs of them: it quotes an alert, and records none. */
export type SendingStores = Omit<TaskStores, 'waits'> &
  Pick<Stores, 'floods'> & {
    readonly alerts: Pick<AlertStore, 'get'>;
    readonly personal: Pick<PersonalStore, 'get'>;
  };

export const sendingStores = (options: DynamoStoresOptions): SendingStores => {
  const table = tableOf(options);
  const { waits: _, ...stores } = taskStores(options, table);
  return {
    ...stores,
    floods: dynamoFloods(table),
    personal: dynamoPersonalReader(table),
    alerts: dynamoAlertReader(table),
  };
};
