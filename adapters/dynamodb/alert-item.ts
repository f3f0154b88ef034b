import type { Alert, AlertContents } from '../../domain/alert/alert.ts';
import type { AlertSeverity } from '../../domain/signal/signal.ts';
import { contentsJson, inlined } from './alert-contents.ts';
import { type Item, number, numberOf, optional, optionalNumberOf, optionalTextOf, text, textOf } from './attributes.ts';

/** In the order of their rank, so that a condition can compare them. */
const SEVERITIES: readonly AlertSeverity[] = ['info', 'warning', 'error', 'critical'];

export const rankOf = (severity: AlertSeverity): number => SEVERITIES.indexOf(severity);

const NO_CONTENTS: AlertContents = {
  source: '',
  integrationId: '',
  scope: '',
  dedupKey: '',
  title: '',
  labels: {},
  links: [],
  routedBy: '',
};

/** An alert as attributes, without its key and its index keys. */
export const alertAttributes = (alert: Alert): Record<string, Item[string] | undefined> => ({
  status: text(alert.status),
  rank: number(rankOf(alert.severity)),
  serviceId: text(alert.serviceId),
  environment: text(alert.environment),
  episode: number(alert.episode),
  occurredAt: number(alert.occurredAt),
  firstSeenAt: number(alert.firstSeenAt),
  lastSeenAt: number(alert.lastSeenAt),
  saidAt: alert.saidAt === undefined ? undefined : number(alert.saidAt),
  resolvedAt: alert.resolvedAt === undefined ? undefined : number(alert.resolvedAt),
  suppressedBy: optional(alert.suppressedBy),
  told: optional(alert.told),
  alertId: text(alert.alertId),
  contents: inlined(contentsJson(alert)),
});

/** An alert without its contents: what the rule needs, without parsing the labels of every repeat. */
export const alertStateOf = (item: Item): Alert => alertOf(item, NO_CONTENTS);

export const alertOf = (item: Item, contents: AlertContents): Alert => ({
  ...contents,
  alertId: textOf(item.alertId),
  status: textOf(item.status) as Alert['status'],
  severity: SEVERITIES[numberOf(item.rank)] ?? 'info',
  serviceId: textOf(item.serviceId),
  environment: textOf(item.environment),
  episode: numberOf(item.episode),
  count: numberOf(item.count),
  lateCount: numberOf(item.lateCount),
  occurredAt: numberOf(item.occurredAt),
  firstSeenAt: numberOf(item.firstSeenAt),
  lastSeenAt: numberOf(item.lastSeenAt),
  saidAt: optionalNumberOf(item.saidAt),
  resolvedAt: optionalNumberOf(item.resolvedAt),
  incidentId: optionalTextOf(item.incidentId),
  suppressedBy: optionalTextOf(item.suppressedBy),
  told: optionalTextOf(item.told) as Alert['told'],
});
