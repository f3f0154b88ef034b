import { clientSettings } from '../../adapters/aws/client-settings.ts';
import { dynamoDb } from '../../adapters/aws/services.ts';
import { realTimer } from '../../adapters/clock/real-timer.ts';
import { systemClock } from '../../adapters/clock/system-clock.ts';
import { cachedConfiguration } from '../../adapters/configuration/cached-configuration.ts';
import { acceptingStores, type DynamoStoresOptions } from '../../adapters/dynamodb/accepting-stores.ts';
import { dynamoStores } from '../../adapters/dynamodb/dynamo-stores.ts';
import { sendingStores, taskStores } from '../../adapters/dynamodb/paging-stores.ts';
import { sortableIds } from '../../adapters/ids/sortable-ids.ts';
import { tokenBuckets } from '../../adapters/limits/token-buckets.ts';
import { cachedInForce } from '../../adapters/live/cached-in-force.ts';
import { type LogLevel, lineLogger } from '../../adapters/observer/line-logger.ts';
import { loggingObserver } from '../../adapters/observer/logging-observer.ts';
import { turns } from '../../adapters/turns/turns.ts';
import { DEFAULT_RETENTION } from '../../domain/retention/retention.ts';
import type { Ports } from '../../ports/ports.ts';
import { nothingRemembered } from '../../ports/remembered.ts';
import type { Stores } from '../../ports/stores.ts';
import type { FunctionName } from '../environment.ts';
import { composeAlerts, composeStores } from './compose-ports.ts';

/** What every function has: the table, the configuration in it, what is in force, a clock, ids, and somebody to tell. */
export type Foundation = Pick<
  Ports,
  'clock' | 'ids' | 'stores' | 'configuration' | 'inForce' | 'observer' | 'timer' | 'pause' | 'linger'
>;

/** For so long a silence that was just made is not known everywhere. */
const LIVE_KEPT_MS = 1_000;

/** The same with how much whom is let in, and what is remembered of them, for functions to which others send. */
export type RatedFoundation = Foundation & Pick<Ports, 'rates' | 'remembered'>;

interface Told {
  readonly TABLE_NAME: string;
  readonly LOG_LEVEL: LogLevel;
}

export const layFoundation = (name: FunctionName, environment: Told): RatedFoundation => ({
  ...layOn(dynamoStores, name, environment),
  rates: tokenBuckets(systemClock.now),
  remembered: nothingRemembered(),
});

/** The same with as much of the stores as accepting alerts needs, for functions that a page waits for. */
export const layAcceptingFoundation = (name: FunctionName, environment: Told): RatedFoundation => ({
  ...layOn((options) => composeStores(acceptingStores(options)), name, environment),
  rates: tokenBuckets(systemClock.now),
  remembered: nothingRemembered(),
});

/** The same with as much of the stores as a task of a machine needs. */
export const layTaskFoundation = (name: FunctionName, environment: Told): Foundation =>
  layOn((options) => composeStores(taskStores(options)), name, environment);

/** The same with as much of the stores as sending a page needs. */
export const laySendingFoundation = (name: FunctionName, environment: Told): Foundation =>
  layOn(
    (options) => {
      const { alerts, ...stores } = sendingStores(options);
      return composeStores({ ...stores, alerts: composeAlerts(alerts) });
    },
    name,
    environment,
  );

const layOn = (
  storesOf: (options: DynamoStoresOptions) => Stores,
  name: FunctionName,
  { TABLE_NAME, LOG_LEVEL }: Told,
): Foundation => {
  const clock = systemClock;
  // A deployment is known by its table, which no other has. Never given an event or a body: both hold what people wrote.
  const logger = lineLogger({ service: `muster-${name}`, deployment: TABLE_NAME, level: LOG_LEVEL, now: clock.now });
  const observer = loggingObserver({ logger, now: clock.now });
  // The configuration is in the table, and says how long rows of it are kept: whoever writes has read it before.
  const stores = storesOf({
    client: dynamoDb(clientSettings()),
    tableName: TABLE_NAME,
    now: clock.now,
    retention: () => configuration.latest()?.retention ?? DEFAULT_RETENTION,
  });
  const configuration = cachedConfiguration({
    store: stores.configurations,
    clock,
    onStale: (error) => observer.failed('reading the configuration; the last good one stays in force', error),
  });
  const inForce = cachedInForce({
    configuration,
    store: stores.live,
    clock,
    keptMs: LIVE_KEPT_MS,
    onStale: (error) => observer.failed('reading live records; the last ones known stay in force', error),
  });
  return {
    clock,
    ids: sortableIds(clock.now),
    stores,
    configuration,
    inForce,
    observer,
    timer: realTimer,
    pause: turns(),
    linger: () => Promise.resolve(),
  };
};
