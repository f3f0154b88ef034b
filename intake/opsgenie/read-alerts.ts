import type { OpsgenieAlert } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';
import type { Answer } from '../request/received-request.ts';
import type { IdentifierType } from './alert-path.ts';
import { searchedAlerts } from './alert-query.ts';
import { asItIs, findAlert } from './kept-alert.ts';
import { askedFor, orderIn, pageOf, type Sorted, wholeNumber } from './list-page.ts';
import { type Exchange, found, OpsgenieRefusal } from './opsgenie-answer.ts';
import { shownAlert, shownAlerts } from './shown-alert.ts';

/** A list looks at the newest alerts only. */
const MOST_SEARCHED = 500;

/** Notes or lines of a log in one answer. */
const MOST_ENTRIES = 100;

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
  teams: alert.responders.filter(({ type }) => type === 'team').map(({ name }) => ({ name })),
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
  const { request } = exchange;
  const alert = await one(exchange, identifier, type);
  const order = orderIn(request);
  const limit = wholeNumber('limit', request.query.limit, MOST_ENTRIES);
  const entries = what === 'notes' ? alert.notes : what === 'logs' ? alert.logs : [];
  const numbered = entries.map((entry, i) => ({ ...entry, offset: String(i) }));
  return found(exchange, (order === 'asc' ? numbered : numbered.reverse()).slice(0, limit));
};

const matching = async ({ integration, ports, request }: Exchange): Promise<OpsgenieAlert[]> => {
  const matches = askedFor(searchedAlerts(request.receivedAt, integration.name ?? integration.id), request);
  const rows = await ports.stores.opsgenie.alerts(integration.id, MOST_SEARCHED);
  const listed = await Promise.all(
    rows.map(async (row) => {
      const alert = await ports.stores.alerts.get(row.alertId);
      return { alert, kept: asItIs(row, alert) };
    }),
  );
  const now = await shownAlerts(ports, listed);
  return now.filter((alert) => alert.status !== 'deleted' && matches(alert));
};

/** What Muster keeps none of is equal for all, and the newest stay first. */
const NOT_KEPT = (): undefined => undefined;

/** <https://docs.opsgenie.com/docs/alert-api#list-alerts> */
const SORTED_BY: Sorted<OpsgenieAlert> = {
  createdAt: ({ createdAt }) => createdAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  tinyId: ({ tinyId }) => Number(tinyId),
  alias: ({ alias }) => alias,
  message: ({ message }) => message,
  status: ({ status }) => status,
  acknowledged: ({ acknowledged }) => acknowledged,
  isSeen: ({ acknowledged }) => acknowledged,
  snoozed: ({ snoozedUntil }) => snoozedUntil !== undefined,
  snoozedUntil: ({ snoozedUntil }) => snoozedUntil,
  count: ({ count }) => count,
  lastOccurredAt: ({ lastOccurredAt }) => lastOccurredAt,
  source: ({ source }) => source,
  owner: ({ owner }) => owner,
  priority: ({ priority }) => priority,
  'integration.name': NOT_KEPT,
  'integration.type': NOT_KEPT,
  'report.ackTime': NOT_KEPT,
  'report.closeTime': NOT_KEPT,
  'report.acknowledgedBy': NOT_KEPT,
  'report.closedBy': NOT_KEPT,
};

/** `GET /v2/alerts?query=&offset=&limit=&sort=&order=` */
export const listAlerts = async (exchange: Exchange): Promise<Answer> =>
  pageOf(exchange, await matching(exchange), SORTED_BY, (alert) => shortOf(alert, exchange));

/** `GET /v2/alerts/count` */
export const countAlerts = async (exchange: Exchange): Promise<Answer> =>
  found(exchange, { count: (await matching(exchange)).length });
