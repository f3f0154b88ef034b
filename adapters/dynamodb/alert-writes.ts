import { type Alert, type AlertRecord, firesStill, LATE_WITHIN_MS, recordSignal } from '../../domain/alert/alert.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import { isWorse } from '../../domain/signal/signal.ts';
import { alertAttributes, rankOf } from './alert-item.ts';
import { number, text } from './attributes.ts';
import type { Change } from './expression.ts';
import { sortText, workPartition } from './keys.ts';
import { ttl } from './ttl.ts';

/** A resolution of something never seen is kept this long to meet the firing it overtook: longer than any queue keeps one. */
export const TOMBSTONE_SECONDS = 14 * 86_400;

const RESOLVED = { resolved: text('resolved') };
/** `firesStill`: nothing has been heard of the alert since its resolution, for longer than messages are late. */
const LONG_RESOLVED = '#lastSeenAt < :late';
const lateSince = ({ signal }: AlertRecord) => number(signal.receivedAt - LATE_WITHIN_MS);

const OPEN_AND_NOT_LATE = 'attribute_exists(#pk) AND #status <> :resolved AND #occurredAt <= :occurredAt';

/**
 * `recordSignal` as the one conditional write that keeps it, for what is known of the stored alert. `unknown` picks the
 * common case; when its condition fails, the item that was found says which write is right. Each condition holds exactly
 * where its write is, so a race only costs another turn.
 *
 * @returns undefined when there is nothing to write.
 */
export const writeFor = (
  previous: Alert | undefined | 'unknown',
  record: AlertRecord,
  retention: Retention,
): Change | undefined => {
  const { signal } = record;
  if (signal.status === 'unknown') return undefined;
  if (previous === 'unknown' || previous === undefined) {
    if (signal.status === 'firing') return openOrRepeat(record);
    if (signal.status === 'resolved')
      return previous === undefined ? tombstone(record) : resolve(record, true, retention);
    return previous === undefined ? undefined : acknowledge(record);
  }
  if (signal.occurredAt < previous.occurredAt) {
    return firesStill(previous, signal) ? reopenStill(previous, record) : countLate(record);
  }
  const resolved = previous.status === 'resolved';
  switch (signal.status) {
    case 'firing':
      if (resolved) return reopen(previous, record);
      return isWorse(signal.severity, previous.severity) ? worsen(record) : openOrRepeat(record);
    case 'resolved':
      return resolved ? seeResolved(record, retention) : resolve(record, previous.incidentId !== undefined, retention);
    case 'acknowledged':
      return resolved ? undefined : acknowledge(record);
    default:
      return signal.status satisfies never;
  }
};

const seen = ({ signal }: AlertRecord): NonNullable<Change['set']> => ({
  occurredAt: number(signal.occurredAt),
  lastSeenAt: number(signal.receivedAt),
});

const place = ({ alertId, signal }: AlertRecord) => ({
  listPk: text(workPartition('UNATTACHED', alertId)),
  listSk: text(sortText(signal.receivedAt, alertId)),
});

const openedBy = (previous: Alert | undefined, record: AlertRecord): Alert => {
  const { alert } = recordSignal(previous, record);
  if (alert === undefined) throw new TypeError('a firing or resolved signal always leaves an alert');
  return alert;
};

/** The hot path. What a repeat must not change is set only where absent, the index keys among it. */
const openOrRepeat = (record: AlertRecord): Change => {
  const { occurredAt, lastSeenAt, suppressedBy, ...fixed } = alertAttributes(openedBy(undefined, record));
  return {
    set: { occurredAt, lastSeenAt, suppressedBy },
    initial: { ...fixed, ...place(record) },
    add: { count: record.count },
    remove: suppressedBy === undefined ? ['suppressedBy'] : [],
    when: {
      text: 'attribute_not_exists(#pk) OR (#status <> :resolved AND #occurredAt <= :occurredAt AND #rank >= :rank)',
      values: RESOLVED,
    },
  };
};

const worsen = (record: AlertRecord): Change => ({
  set: {
    ...seen(record),
    rank: number(rankOf(record.signal.severity)),
    suppressedBy: record.suppressedBy === undefined ? undefined : text(record.suppressedBy),
  },
  add: { count: record.count },
  remove: record.suppressedBy === undefined ? ['suppressedBy'] : [],
  when: { text: `${OPEN_AND_NOT_LATE} AND #rank < :rank`, values: RESOLVED },
});

const reopen = (previous: Alert, record: AlertRecord): Change => {
  const { suppressedBy, resolvedAt: _, ...attributes } = alertAttributes(openedBy(previous, record));
  return {
    set: { ...attributes, ...place(record), suppressedBy, count: number(record.count), lateCount: number(0) },
    remove: ['incidentId', 'resolvedAt', 'expiresAt', ...(suppressedBy === undefined ? ['suppressedBy'] : [])],
    when: {
      text: '#status = :resolved AND #episode = :stored AND #occurredAt <= :occurredAt',
      values: { ...RESOLVED, stored: number(previous.episode) },
    },
  };
};

const reopenStill = (previous: Alert, record: AlertRecord): Change => ({
  ...reopen(previous, record),
  when: {
    text: `#status = :resolved AND #episode = :stored AND #occurredAt > :occurredAt AND ${LONG_RESOLVED}`,
    values: { ...RESOLVED, stored: number(previous.episode), late: lateSince(record) },
  },
});

/** The sort key of the index stays, for an attachment that comes after the resolution. */
const resolve = (record: AlertRecord, attached: boolean, retention: Retention): Change => ({
  set: {
    ...seen(record),
    status: text('resolved'),
    resolvedAt: number(record.signal.occurredAt),
    expiresAt: ttl(retention, 'alerts', record.signal.receivedAt),
  },
  remove: attached ? [] : ['listPk'],
  when: {
    text: `${OPEN_AND_NOT_LATE} AND ${attached ? 'attribute_exists' : 'attribute_not_exists'}(#incidentId)`,
    values: RESOLVED,
  },
});

const seeResolved = (record: AlertRecord, retention: Retention): Change => ({
  set: { ...seen(record), expiresAt: ttl(retention, 'alerts', record.signal.receivedAt) },
  when: { text: '#status = :resolved AND #occurredAt <= :occurredAt', values: RESOLVED },
});

const acknowledge = (record: AlertRecord): Change => ({
  set: { ...seen(record), status: text('acknowledged') },
  when: { text: OPEN_AND_NOT_LATE, values: RESOLVED },
});

const countLate = (record: AlertRecord): Change => {
  const { signal, count } = record;
  const at = number(signal.occurredAt);
  return {
    add: { lateCount: count },
    when:
      signal.status === 'firing' && signal.datedByBeginning
        ? {
            text: `#occurredAt > :at AND NOT (#status = :resolved AND ${LONG_RESOLVED})`,
            values: { at, ...RESOLVED, late: lateSince(record) },
          }
        : { text: '#occurredAt > :at', values: { at } },
  };
};

const tombstone = (record: AlertRecord): Change => ({
  set: {
    ...alertAttributes(openedBy(undefined, record)),
    count: number(record.count),
    listSk: place(record).listSk,
    expiresAt: number(Math.floor(record.signal.receivedAt / 1000) + TOMBSTONE_SECONDS),
  },
  when: { text: 'attribute_not_exists(#pk)' },
});
