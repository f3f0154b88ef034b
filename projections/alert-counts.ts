import type { AlertReference } from '../domain/alert/alert.ts';
import type { Commit } from '../domain/incident/commit.ts';
import { toIso, toMs } from '../domain/instant/instant.ts';
import type { OfEvents } from './projection.ts';

/** How many alerts came to one incident, and how: exact however many, in a row that does not grow with them. */
export interface AlertCounts {
  /** Episodes of alerts that joined, those of merged children included. */
  readonly joined: number;
  readonly recovered: number;
  /** Episodes that left again: folded into a group that is told of one by one, or released into another incident. */
  readonly left: number;
  /** Of those that joined, by the severity with which they did. */
  readonly bySeverity: Readonly<Record<string, number>>;
  readonly byService: Readonly<Record<string, number>>;
  /** How many joined in each span of time since `from`. */
  readonly curve: { readonly from: string; readonly seconds: number; readonly joined: readonly number[] };
}

/** Spans in a curve at most: where more are needed, two become one. */
const MOST_SPANS = 240;

/** Services told apart at most; a storm over more is counted under `OTHERS`. */
const MOST_SERVICES = 200;
export const OTHERS = '(others)';

/** Before the first alert joined. */
export const noAlerts = (at: string): AlertCounts => {
  const from = toIso(Math.floor(toMs(at) / 60_000) * 60_000);
  return {
    joined: 0,
    recovered: 0,
    left: 0,
    bySeverity: {},
    byService: {},
    curve: { from, seconds: 60, joined: [] },
  };
};

const halved = (joined: readonly number[]): number[] =>
  Array.from({ length: Math.ceil(joined.length / 2) }, (_, i) => (joined[2 * i] ?? 0) + (joined[2 * i + 1] ?? 0));

const withSpan = (curve: AlertCounts['curve'], at: string, count: number): AlertCounts['curve'] => {
  let { seconds, joined } = curve;
  // A clock that was set back does not count before the beginning.
  const elapsed = Math.max(0, toMs(at) - toMs(curve.from)) / 1000;
  while (elapsed / seconds >= MOST_SPANS) {
    seconds *= 2;
    joined = halved(joined);
  }
  const span = Math.floor(elapsed / seconds);
  const counted = Array.from({ length: Math.max(joined.length, span + 1) }, (_, i) => joined[i] ?? 0);
  counted[span] = (counted[span] ?? 0) + count;
  return { ...curve, seconds, joined: counted };
};

const withJoined = (counts: AlertCounts, at: string, alerts: readonly AlertReference[]): AlertCounts => {
  if (alerts.length === 0) return counts;
  const bySeverity: Record<string, number> = { ...counts.bySeverity };
  const byService = new Map(Object.entries(counts.byService));
  for (const { severity, serviceId } of alerts) {
    bySeverity[severity] = (bySeverity[severity] ?? 0) + 1;
    const service = byService.has(serviceId) || byService.size < MOST_SERVICES ? serviceId : OTHERS;
    byService.set(service, (byService.get(service) ?? 0) + 1);
  }
  return {
    ...counts,
    joined: counts.joined + alerts.length,
    bySeverity,
    byService: Object.fromEntries(byService),
    curve: withSpan(counts.curve, at, alerts.length),
  };
};

const counted = (row: AlertCounts | undefined, { at, events }: Commit): AlertCounts => {
  let counts = row ?? noAlerts(at);
  for (const event of events) {
    switch (event.type) {
      case 'AlertsAttached':
      case 'ChildAdopted':
        counts = withJoined(counts, at, event.alerts);
        break;
      case 'AlertsRecovered':
        counts = { ...counts, recovered: counts.recovered + event.alertIds.length };
        break;
      case 'AlertsFolded':
        counts = { ...counts, left: counts.left + event.alerts.length };
        break;
      case 'AlertsReleased':
        counts = { ...counts, left: counts.left + event.alertIds.length };
        break;
      default:
    }
  }
  return counts;
};

export const alertCounts: OfEvents<AlertCounts> = {
  name: 'alert-counts',
  version: 1,
  reads: 'events',
  stream: 'incident',
  of: ['AlertsAttached', 'ChildAdopted', 'AlertsRecovered', 'AlertsFolded', 'AlertsReleased'],
  apply: counted,
};
