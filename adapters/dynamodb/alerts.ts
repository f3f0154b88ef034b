import { type Alert, type AlertRecord, type Recorded, recordSignal } from '../../domain/alert/alert.ts';
import { isUnsettled } from '../../domain/alert/told.ts';
import type { Retention } from '../../domain/retention/retention.ts';
import type { Page } from '../../ports/page.ts';
import { StoreError } from '../../ports/store-error.ts';
import type { AlertStore } from '../../ports/stores.ts';
import { alertStateOf } from './alert-item.ts';
import { dynamoAlertReader } from './alert-reader.ts';
import { attachment, writeFor } from './alert-writes.ts';
import { textOf } from './attributes.ts';
import { keepApart, wholeAlerts } from './contents-apart.ts';
import { eachBounded } from './in-parallel.ts';
import { listPage, oldestPage } from './indexes.ts';
import { alertKey, incidentPartition, sortText } from './keys.ts';
import type { Table } from './table.ts';

/** Races lost for one alert before giving up; each loss means that somebody else's write went through. */
const TURNS = 12;

const pageOf = (items: Alert[], next: string | undefined): Page<Alert> =>
  next === undefined ? { items } : { items, next };

/** Alerts; a new one, a repeat and a resolution are one UpdateItem each, and one write more where what it says is long. */
export const dynamoAlerts = (table: Table, retention: () => Retention): AlertStore => {
  const contended = (alertId: string, doing: string): StoreError =>
    new StoreError('contended', `alert ${alertId} changed ${TURNS} times while it was ${doing}`, {
      advice: 'Try again: the other writers have been heard.',
      retryable: true,
    });

  const recordOne = async (record: AlertRecord): Promise<Recorded> => {
    const key = alertKey(record.alertId);
    let previous: Alert | undefined | 'unknown' = 'unknown';
    if (record.signal.status === 'unknown') {
      const item = await table.get('read an alert', key);
      previous = item === undefined ? undefined : alertStateOf(item);
    }
    for (let turn = 0; turn < TURNS; turn += 1) {
      const change = writeFor(previous, record, retention());
      if (change === undefined) return recordSignal(previous === 'unknown' ? undefined : previous, record).recorded;
      const result = await table.update('record an alert', key, change, 'ALL_OLD');
      const item = result.written ? result.attributes : result.found;
      previous = item?.status === undefined ? undefined : alertStateOf(item);
      if (!result.written) continue;
      const { recorded } = recordSignal(previous, record);
      await keepApart(table, record, recorded, item, change);
      return recorded;
    }
    throw contended(record.alertId, 'recorded');
  };

  const attachOne = async (
    { alertId, episode, told }: Parameters<AlertStore['attach']>[0][number],
    incidentId: string,
  ): Promise<void> => {
    let previous: Alert | undefined;
    for (let turn = 0; turn < TURNS; turn += 1) {
      const change = attachment(alertId, episode, told, incidentId, previous);
      const result = await table.update('attach an alert', alertKey(alertId), change);
      if (result.written || result.found === undefined) return;
      previous = alertStateOf(result.found);
      if (previous.episode !== episode) return;
    }
    throw contended(alertId, 'attached');
  };

  return {
    record: (records) => eachBounded(records, recordOne),
    attach: (alerts, incidentId) => eachBounded(alerts, (alert) => attachOne(alert, incidentId)).then(() => undefined),
    ...dynamoAlertReader(table),
    async states(alertIds) {
      const items = await table.getAll('read the states of alerts', alertIds.map(alertKey));
      const states = new Map(items.map((item) => [textOf(item.alertId), alertStateOf(item)]));
      return alertIds.map((alertId) => states.get(alertId));
    },
    async ofIncident(incidentId, page) {
      const partition = incidentPartition(incidentId);
      const what = 'read the alerts of an incident';
      const { items, next } = await listPage(what, table, {
        partition,
        newestFirst: false,
        ...page,
      });
      // The index may lag behind: an alert that has moved on since is not this incident's any more.
      const isOwn = (alert: Alert): boolean => alert.incidentId === incidentId.toWellFormed();
      return pageOf(await wholeAlerts(what, table, items, isOwn), next);
    },
    async unattached(before, page) {
      const what = 'read unattached alerts';
      const request = { ...page, before: sortText(before) };
      const { items, next } = await oldestPage(what, table, 'list', 'UNATTACHED', request);
      const isLeft = ({ incidentId, status, firstSeenAt }: Alert): boolean =>
        incidentId === undefined && status !== 'resolved' && firstSeenAt < before;
      return pageOf(await wholeAlerts(what, table, items, isLeft), next);
    },
    async unsettled(page) {
      const what = 'read unsettled alerts';
      const { items, next } = await oldestPage(what, table, 'todo', 'UNTOLD', page);
      return pageOf(await wholeAlerts(what, table, items, isUnsettled), next);
    },
  };
};
