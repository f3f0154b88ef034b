import type { ChangeKind } from '../domain/change/change.ts';
import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { type AwsEventPattern, requireAwsEvent } from './reading/aws-event.ts';
import { awsSignal } from './reading/aws-signal.ts';
import { awsChange } from './reading/change.ts';
import { cleanText } from './reading/text.ts';
import type { Parsed, Source, SourceRequest } from './source.ts';

const ID = 'rds';

const EVENTS: AwsEventPattern = {
  source: 'aws.rds',
  detailTypes: [
    'RDS DB Instance Event',
    'RDS DB Cluster Event',
    'RDS DB Snapshot Event',
    'RDS DB Cluster Snapshot Event',
    'RDS DB Parameter Group Event',
    'RDS DB Security Group Event',
    'RDS DB Proxy Event',
  ],
};

/** Categories that are conditions, the worst first: an event may be of several. */
const CONDITIONS: readonly (readonly [category: string, severity: AlertSeverity])[] = [
  ['failure', 'error'],
  ['low storage', 'error'],
  ['failover', 'error'],
  ['global failover', 'error'],
  ['availability', 'warning'],
  ['recovery', 'warning'],
  ['read replica', 'warning'],
];

const CHANGES: ReadonlyMap<string, ChangeKind> = new Map([
  ['configuration change', 'configuration'],
  ['maintenance', 'configuration'],
  ['creation', 'other'],
  ['deletion', 'other'],
  ['patching', 'configuration'],
]);

/** A database that is full has stopped; every other event of their categories is a warning ahead of that. */
const STORAGE_EXHAUSTED: ReadonlySet<unknown> = new Set(['RDS-EVENT-0007', 'RDS-EVENT-0221']);

/** Of a category of conditions, and none. */
const NO_CONDITION: ReadonlySet<unknown> = new Set([
  'RDS-EVENT-0023', // a backup by hand has to wait for another one
  'RDS-EVENT-0034', // a failover is not tried so soon after another one
  'RDS-EVENT-0062', // somebody stopped the replication
  'RDS-EVENT-0219', // autoscaling tries again later: no actions are necessary
  'RDS-EVENT-0220',
  'RDS-EVENT-0237',
]);

/** The end of a condition of another category. */
const ENDS_CATEGORY: ReadonlyMap<unknown, string> = new Map([
  ['RDS-EVENT-0088', 'availability'],
  ['RDS-EVENT-0166', 'failure'],
]);

/**
 * Events that end what another one of their category began; the events of clusters carry no id, so the message has to do:
 * <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/USER_Events.Messages.html>.
 */
const ENDINGS: ReadonlySet<unknown> = new Set([
  'RDS-EVENT-0046', // replication resumed
  'RDS-EVENT-0051', // Multi-AZ activation is complete
  'RDS-EVENT-0053', // recovery of the Multi-AZ instance is complete
  'RDS-EVENT-0166', // RDS Custom is back inside its support perimeter
  'RDS-EVENT-0185', // failover of a global database finished
  'RDS-EVENT-0186', // … was cancelled
  'RDS-EVENT-0006', // restarted
  'RDS-EVENT-0015', // failover to standby complete
  'RDS-EVENT-0021', // recovery of the instance is complete
  'RDS-EVENT-0049', // Multi-AZ failover completed
  'RDS-EVENT-0065', // recovered from a partial failover
  'RDS-EVENT-0071', // completed failover of a cluster
  'RDS-EVENT-0088', // started
]);
const ENDING_WORDS = ['failover completed', 'completed failover', 'failover to standby complete', 'recovery complete'];

const isEnding = (eventId: unknown, message: string): boolean => {
  if (ENDINGS.has(eventId)) return true;
  const lower = message.toLowerCase();
  return ENDING_WORDS.some((words) => lower.includes(words));
};

/**
 * Events of RDS and Aurora: <https://docs.aws.amazon.com/AmazonRDS/latest/UserGuide/rds-cloud-watch-events.html>. Each is a
 * point in time; what began with one ends with another of the same category.
 */
const parse = (request: SourceRequest): Parsed => {
  const event = requireAwsEvent(request.body, EVENTS);
  const { detail } = event;
  const given = Array.isArray(detail.EventCategories) ? detail.EventCategories.slice(0, 16) : [];
  const categories = given.flatMap((one) => cleanText(one, 64)?.toLowerCase() ?? []);
  const message = cleanText(detail.Message, 1024) ?? 'event';
  const name = cleanText(detail.SourceIdentifier, 256) ?? event.resource ?? 'a database';
  const ends = ENDS_CATEGORY.get(detail.EventID);
  if (ends !== undefined) categories.push(ends);
  const condition = NO_CONDITION.has(detail.EventID)
    ? undefined
    : CONDITIONS.find(([category]) => categories.includes(category));
  if (condition === undefined) {
    const change = categories.map((category) => CHANGES.get(category)).find((kind) => kind !== undefined);
    if (change === undefined) {
      return { signals: [], rejected: [], ignored: 'Events of this category are neither a condition nor a change.' };
    }
    const record = awsChange(ID, event, request, {
      id: [event.id ?? detail.SourceArn, detail.EventID, detail.Date],
      kind: change,
      title: `${name}: ${message}`,
      at: detail.Date,
      resource: detail.SourceArn,
      tags: detail.Tags,
    });
    return { signals: [], rejected: [], changes: [record] };
  }
  const [category, severity] = condition;
  const status: SignalStatus = isEnding(detail.EventID, message) ? 'resolved' : 'firing';
  const signal = awsSignal(ID, event, request, {
    key: [detail.SourceArn ?? event.resource, category],
    status,
    native: category,
    severity: STORAGE_EXHAUSTED.has(detail.EventID) ? 'critical' : severity,
    title: `${name}: ${message}`,
    description: message,
    at: detail.Date,
    resource: detail.SourceArn ?? detail.SourceIdentifier,
    tags: detail.Tags,
    labels: { category, eventId: detail.EventID, sourceType: detail.SourceType, database: detail.SourceIdentifier },
  });
  return { signals: [signal], rejected: [] };
};

export const rds: Source = {
  id: ID,
  awsEvent: EVENTS,
  parse,
};

export const heading = 'Amazon RDS and Aurora';

export const setup = `Failures, failovers, low storage and loss of
availability are alerts, and so is a read replica that does not replicate; each is resolved by the event that ends it (a
completed failover, a restart, replication that resumes). Maintenance and changes of configuration are kept as changes;
backups, notices and failures that RDS says need no action are ignored. Tags of the database named \`service\` and
\`environment\` route its alerts. A failure and low storage have no event that ends them: close their incidents by hand.

RDS sends its events on a best-effort basis and in no certain order: also alarm on the metrics that matter, \`FreeStorageSpace\`
above all.`;
