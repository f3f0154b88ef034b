import type { OpsgenieAlert } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';
import type { Answer } from '../request/received-request.ts';
import type { IdentifierType } from './alert-path.ts';
import { matcherOf } from './alert-query.ts';
import { asItIs, findAlert } from './kept-alert.ts';
import { type Exchange, found, OpsgenieRefusal } from './opsgenie-answer.ts';
import { shownAlert, shownAlerts } from './shown-alert.ts';

/** A list looks at the newest alerts only. */
const MOST_SEARCHED = 500;

const DEFAULT_LIMIT = 20;
const MOST_LISTED = 100;

const shortOf = (alert: OpsgenieAlert, { integration }: Exchange): JsonRecord => ({
  id: alert.alertId,
  tinyId: alert.tinyId,
  alias: alert.alias,
  message: alert.message,
  status: alert.status,
  acknowledged: alert.acknowledged,
  isSeen: alert.acknowledged,
  tags: alert.tags,
  snoozed: alert.snoozedUntil !== undefined,
  ...(alert.snoozedUntil === undefined ? {} : { snoozedUntil: alert.snoozedUntil }),
  count: alert.count,
  lastOccurredAt: alert.lastOccurredAt,
  createdAt: alert.createdAt,
  updatedAt: alert.updatedAt,
  source: alert.source,
  owner: alert.owner,
  priority: alert.priority,
  responders: alert.responders,
  teams: [],
  integration: { id: integration.id, name: integration.name ?? integration.id, type: 'API' },
});

const fullOf = (alert: OpsgenieAlert, exchange: Exchange): JsonRecord => ({
  ...shortOf(alert, exchange),
  actions: alert.actions,
  entity: alert.entity,
  description: alert.description,
  details: alert.details,
});

const alertNotFound = (): OpsgenieRefusal => new OpsgenieRefusal(404, 'Alert does not exist');

const one = async (exchange: Exchange, identifier: string, type: IdentifierType): Promise<OpsgenieAlert> => {
  const target = await findAlert(exchange.ports, exchange.integration.id, identifier, type);
  if (!target || target.kept.status === 'deleted') throw alertNotFound();
  return shownAlert(exchange.ports, target.kept, target.alert);
};

/** `GET /v2/alerts/{identifier}` */
export const readAlert = async (exchange: Exchange, identifier: string, type: IdentifierType): Promise<Answer> =>
  found(exchange, fullOf(await one(exchange, identifier, type), exchange));

/** `GET /v2/alerts/{identifier}/notes|logs|recipients|attachments`, the newest first unless asked otherwise. */
export const readPart = async (
  exchange: Exchange,
  identifier: string,
  type: IdentifierType,
  what: string,
): Promise<Answer> => {
  const alert = await one(exchange, identifier, type);
  const { order, limit } = exchange.request.query;
  const entries = what === 'notes' ? alert.notes : what === 'logs' ? alert.logs : [];
  const numbered = entries.map((entry, i) => ({ ...entry, offset: String(i) }));
  return found(exchange, (order === 'asc' ? numbered : numbered.reverse()).slice(0, wholeNumber(limit, MOST_LISTED)));
};

const wholeNumber = (given: string | undefined, otherwise: number): number =>
  given !== undefined && /^\d{1,6}$/.test(given) ? Number(given) : otherwise;

const matching = async ({ integration, ports, request }: Exchange): Promise<OpsgenieAlert[]> => {
  const rows = await ports.stores.opsgenie.alerts(integration.id, MOST_SEARCHED);
  const listed = await Promise.all(
    rows.map(async (row) => {
      const alert = await ports.stores.alerts.get(row.alertId);
      return { alert, kept: asItIs(row, alert) };
    }),
  );
  const now = await shownAlerts(ports, listed);
  const matches = matcherOf(request.query.query);
  return now.filter((alert) => alert.status !== 'deleted' && matches(alert));
};

const SORTED_BY: readonly (keyof OpsgenieAlert)[] = [
  'createdAt',
  'updatedAt',
  'message',
  'alias',
  'priority',
  'status',
];

/** `GET /v2/alerts?query=&offset=&limit=&sort=&order=` */
export const listAlerts = async (exchange: Exchange): Promise<Answer> => {
  const { query } = exchange.request;
  const limit = Math.min(MOST_LISTED, Math.max(1, wholeNumber(query.limit, DEFAULT_LIMIT)));
  const offset = wholeNumber(query.offset, 0);
  const by = SORTED_BY.find((field) => field === query.sort) ?? 'createdAt';
  const alerts = (await matching(exchange)).sort((a, b) => (String(a[by]) < String(b[by]) ? -1 : 1));
  if (query.order !== 'asc') alerts.reverse();
  const page = alerts.slice(offset, offset + limit).map((alert) => shortOf(alert, exchange));
  return found(exchange, page);
};

/** `GET /v2/alerts/count` */
export const countAlerts = async (exchange: Exchange): Promise<Answer> =>
  found(exchange, { count: (await matching(exchange)).length });
