import type { IncidentState } from '../../domain/incident/state.ts';
import type { IncidentFilter, IncidentView } from '../../ports/stores.ts';
import { type Item, number, present, text, textOf } from './attributes.ts';
import { tooLarge } from './failure.ts';
import { listPage, oldestWork } from './indexes.ts';
import { INCIDENTS_LIST, numberKey, sortText, viewKey, workPartition } from './keys.ts';
import { LARGEST_BODY, pack, sizeOf, unpack } from './packed.ts';
import type { Table } from './table.ts';

const stateOf = (item: Item): IncidentState => JSON.parse(unpack(item.body)) as IncidentState;

/** Folded incidents, for lists and as snapshots. */
export const dynamoIncidents = (table: Table): IncidentView => {
  const get = async (incidentId: string): Promise<IncidentState | undefined> => {
    const item = await table.get('read an incident', viewKey(incidentId));
    return item === undefined ? undefined : stateOf(item);
  };

  return {
    async put(state, needsProcess) {
      const what = 'store an incident';
      const body = pack(JSON.stringify(state));
      if (sizeOf(body) > LARGEST_BODY) throw tooLarge(what, sizeOf(body));
      const { incidentId, openedAt } = state;
      // First the number, so that what is listed can be found by it. Writing it each time needs no memory of the last.
      await table.put(what, numberKey(state.number), { incidentId: text(incidentId) });
      const services = [...new Set([state.serviceId, ...state.affectedServices])];
      const item = present({
        incidentId: text(incidentId),
        seq: number(state.seq),
        status: text(state.status),
        major: text(state.major),
        services: { L: services.map(text) },
        listPk: text(INCIDENTS_LIST),
        listSk: text(sortText(openedAt, incidentId)),
        todoPk: needsProcess ? text(workPartition('PROCESS', incidentId)) : undefined,
        todoSk: needsProcess ? text(sortText(openedAt, incidentId)) : undefined,
        body,
      });
      await table.put(what, viewKey(incidentId), item, {
        text: 'attribute_not_exists(#pk) OR #seq <= :seq',
        values: { seq: number(state.seq) },
      });
    },
    get,
    async byNumber(wanted) {
      const item = await table.get('read an incident by number', numberKey(wanted));
      return item === undefined ? undefined : get(textOf(item.incidentId));
    },
    async list(filter, page) {
      if (filter.status?.length === 0 || filter.major?.length === 0) return { items: [] };
      const request = { partition: INCIDENTS_LIST, newestFirst: true, ...page, filter: filterExpression(filter) };
      const { items, next } = await listPage('list incidents', table, request);
      return next === undefined ? { items: items.map(stateOf) } : { items: items.map(stateOf), next };
    },
    async needingProcess(limit) {
      const what = 'list incidents that need a process';
      const items = await table.getAll(what, await oldestWork(what, table, 'todo', 'PROCESS', limit));
      return items.filter((item) => item.todoPk !== undefined).map((item) => textOf(item.incidentId));
    },
  };
};

const filterExpression = ({ status, major, service }: IncidentFilter): { text: string; values: Item } | undefined => {
  const values: Item = {};
  const among = (attribute: string, wanted: readonly string[] | undefined): string[] => {
    if (wanted === undefined) return [];
    wanted.forEach((value, i) => {
      values[`${attribute}${i}`] = text(value);
    });
    return [`#${attribute} IN (${wanted.map((_, i) => `:${attribute}${i}`).join(', ')})`];
  };
  const clauses = [...among('status', status), ...among('major', major)];
  if (service !== undefined) {
    values.service = text(service);
    clauses.push('contains(#services, :service)');
  }
  return clauses.length === 0 ? undefined : { text: clauses.join(' AND '), values };
};
