import { type Alert, type AlertRecord, firesStill, LATE_WITHIN_MS, recordSignal } from '../../domain/alert/alert.ts';
import { isLate, OVERTAKEN_WITHIN_MS } from '../../domain/alert/sequence.ts';
import { isUnsettled, type Told } from '../../domain/alert/told.ts';
import { KEPT_MS, type Retention } from '../../domain/retention/retention.ts';
import { alertAttributes, rankOf } from './alert-item.ts';
import { type AttributeValue, type Item, number, optional, text } from './attributes.ts';
import type { Change, When } from './expression.ts';
import { incidentPartition, sortText, workPartition } from './keys.ts';
import { expiry, ttl } from './ttl.ts';

const RESOLVED = { resolved: text('resolved') };
/** `firesStill`: nothing has been heard of the alert since its resolution, for longer than messages are late. */
const LONG_RESOLVED = '#lastSeenAt < :late';
const lateSince = ({ signal }: AlertRecord) => number(signal.receivedAt - LATE_WITHIN_MS);

/** `isLate`, the other way round, of what stands in the row. */
const notLate = ({ signal: { again, receivedAt, saidAt } }: AlertRecord): When & { readonly values: Item } => {
  const inTime = again ? '(#lastSeenAt <= :received)' : '(#lastSeenAt <= :received OR #lastSeenAt > :overtaken)';
  const values = {
    received: number(receivedAt),
    ...(!again && { overtaken: number(receivedAt + OVERTAKEN_WITHIN_MS) }),
  };
  if (saidAt === undefined) return { text: inTime, values };
  const putRight = saidAt > receivedAt ? '' : ' OR #saidAt > #lastSeenAt';
  return {
    text: `(#saidAt <= :said${putRight} OR (attribute_not_exists(#saidAt) AND ${inTime}))`,
    values: { ...values, said: number(saidAt) },
  };
};

const OPEN = 'attribute_exists(#pk) AND #status <> :resolved';

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
  if (isLate(previous, signal)) {
    return firesStill(previous, signal) ? reopenStill(previous, record) : countLate(record);
  }
  const resolved = previous.status === 'resolved';
  switch (signal.status) {
    case 'firing':
      if (resolved) return reopen(previous, record);
      return rankOf(signal.severity) <= rankOf(previous.severity) && record.suppressedBy === previous.suppressedBy
        ? openOrRepeat(record)
        : change(previous, record);
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
  saidAt: signal.saidAt === undefined ? undefined : number(signal.saidAt),
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

/** In the list of alerts whose incident does not know how they are, or that are held back. */
const listed = (alertId: string, at: number) => ({
  todoPk: text(workPartition('UNTOLD', alertId)),
  todoSk: text(sortText(at, alertId)),
});
const UNLISTED = ['todoPk', 'todoSk'];

/** The hot path. What a repeat must not change is set only where absent, the index keys among it. */
const openOrRepeat = (record: AlertRecord): Change => {
  const { occurredAt, lastSeenAt, saidAt, suppressedBy, ...fixed } = alertAttributes(openedBy(undefined, record));
  const order = notLate(record);
  const asHeldBack = suppressedBy === undefined ? 'attribute_not_exists(#suppressedBy)' : '#suppressedBy = :held';
  return {
    set: { occurredAt, lastSeenAt, saidAt },
    initial: { ...fixed, suppressedBy, ...place(record) },
    add: { count: record.count },
    when: {
      text: `attribute_not_exists(#pk) OR (#status <> :resolved AND ${order.text} AND #rank >= :rank AND ${asHeldBack})`,
      values: { ...RESOLVED, ...order.values, ...(suppressedBy !== undefined && { held: suppressedBy }) },
    },
  };
};

/** Holds where these attributes are as they were read. */
const pinned = (names: Readonly<Record<string, AttributeValue | undefined>>): When => {
  const found = Object.entries(names);
  return {
    text: found
      .map(([name, value]) => (value === undefined ? `attribute_not_exists(#${name})` : `#${name} = :was_${name}`))
      .join(' AND '),
    values: Object.fromEntries(found.flatMap(([name, value]) => (value === undefined ? [] : [[`was_${name}`, value]]))),
  };
};

/** All that says what an incident should know of an alert, and what it knows. */
const tellings = (alert: Alert): When =>
  pinned({
    status: text(alert.status),
    episode: number(alert.episode),
    rank: number(rankOf(alert.severity)),
    suppressedBy: optional(alert.suppressedBy),
    incidentId: optional(alert.incidentId),
    told: optional(alert.told),
  });

/** An open alert is worse than before, or something else holds it back, or nothing any more. */
const change = (previous: Alert, record: AlertRecord): Change => {
  const alert = openedBy(previous, record);
  const { suppressedBy, told } = alertAttributes(alert);
  const was = tellings(previous);
  const order = notLate(record);
  return {
    set: {
      ...seen(record),
      rank: number(rankOf(alert.severity)),
      suppressedBy,
      told,
      ...(isUnsettled(alert) && listed(record.alertId, record.signal.receivedAt)),
    },
    add: { count: record.count },
    remove: [...(suppressedBy === undefined ? ['suppressedBy'] : []), ...(isUnsettled(alert) ? [] : UNLISTED)],
    when: { text: `${order.text} AND ${was.text}`, values: { ...order.values, ...was.values } },
  };
};

/**
 * The alert is of this incident, which knows so much of it.
 *
 * @param previous as it was found; undefined to try the common case, in which the incident knows how it is
 */
export const attachment = (
  alertId: string,
  episode: number,
  told: Told,
  incidentId: string,
  previous: Alert | undefined,
): Change => {
  const set = { incidentId: text(incidentId), listPk: text(incidentPartition(incidentId)), told: text(told) };
  if (previous === undefined) {
    return {
      set,
      remove: UNLISTED,
      when:
        told === 'resolved'
          ? { text: '#episode = :episode AND #status = :told', values: { episode: number(episode) } }
          : {
              text: '#episode = :episode AND #status <> :resolved AND #rank = :rank AND attribute_not_exists(#suppressedBy)',
              values: {
                ...RESOLVED,
                episode: number(episode),
                rank: number(told === 'suppressed' ? -1 : rankOf(told)),
              },
            },
    };
  }
  const unsettled = isUnsettled({ ...previous, incidentId, told });
  return {
    set: { ...set, ...(unsettled && listed(alertId, previous.lastSeenAt)) },
    remove: unsettled ? [] : UNLISTED,
    when: tellings(previous),
  };
};

const reopen = (previous: Alert, record: AlertRecord): Change => {
  const order = notLate(record);
  const { suppressedBy, resolvedAt: _, told: __, ...attributes } = alertAttributes(openedBy(previous, record));
  return {
    set: { ...attributes, ...place(record), suppressedBy, count: number(record.count), lateCount: number(0) },
    remove: [
      'incidentId',
      'told',
      ...UNLISTED,
      'resolvedAt',
      'expiresAt',
      ...(suppressedBy === undefined ? ['suppressedBy'] : []),
    ],
    when: {
      text: `#status = :resolved AND #episode = :stored AND ${order.text}`,
      values: { ...RESOLVED, ...order.values, stored: number(previous.episode) },
    },
  };
};

const reopenStill = (previous: Alert, record: AlertRecord): Change => {
  const order = notLate(record);
  return {
    ...reopen(previous, record),
    when: {
      text: `#status = :resolved AND #episode = :stored AND NOT ${order.text} AND ${LONG_RESOLVED}`,
      values: { ...RESOLVED, ...order.values, stored: number(previous.episode), late: lateSince(record) },
    },
  };
};

/** The sort key of the index stays, for an attachment that comes after the resolution. */
const resolve = (record: AlertRecord, attached: boolean, retention: Retention): Change => {
  const order = notLate(record);
  return {
    set: {
      ...seen(record),
      status: text('resolved'),
      resolvedAt: number(record.signal.occurredAt),
      expiresAt: ttl(retention, 'alerts', record.signal.receivedAt),
      ...(record.known && { told: text('resolved') }),
      ...(attached && !record.known && listed(record.alertId, record.signal.receivedAt)),
    },
    // `saidAfter`: a tick after the sender's last stamp.
    ...(record.signal.saidAt === undefined && { add: { saidAt: 1 } }),
    remove: [...(attached ? [] : ['listPk']), ...(attached && !record.known ? [] : UNLISTED)],
    when: {
      text: `${OPEN} AND ${order.text} AND ${attached ? 'attribute_exists' : 'attribute_not_exists'}(#incidentId)`,
      values: { ...RESOLVED, ...order.values },
    },
  };
};

const seeResolved = (record: AlertRecord, retention: Retention): Change => {
  const order = notLate(record);
  return {
    set: { ...seen(record), expiresAt: ttl(retention, 'alerts', record.signal.receivedAt) },
    when: { text: `#status = :resolved AND ${order.text}`, values: { ...RESOLVED, ...order.values } },
  };
};

const acknowledge = (record: AlertRecord): Change => {
  const order = notLate(record);
  return {
    set: { ...seen(record), status: text('acknowledged') },
    when: { text: `${OPEN} AND ${order.text}`, values: { ...RESOLVED, ...order.values } },
  };
};

const countLate = (record: AlertRecord): Change => {
  const { signal, count } = record;
  const order = notLate(record);
  const isLateNow = `attribute_exists(#pk) AND NOT ${order.text}`;
  return {
    add: { lateCount: count },
    when:
      signal.status === 'firing' && signal.datedByBeginning
        ? {
            text: `${isLateNow} AND NOT (#status = :resolved AND ${LONG_RESOLVED})`,
            values: { ...order.values, ...RESOLVED, late: lateSince(record) },
          }
        : { text: isLateNow, values: order.values },
  };
};

const tombstone = (record: AlertRecord): Change => ({
  set: {
    ...alertAttributes(openedBy(undefined, record)),
    count: number(record.count),
    listSk: place(record).listSk,
    expiresAt: expiry(record.signal.receivedAt + KEPT_MS.tombstones),
  },
  when: { text: 'attribute_not_exists(#pk)' },
});
