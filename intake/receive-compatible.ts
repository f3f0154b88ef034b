import type { Integration } from '../domain/configuration/integration.ts';
import type { IntegrationKeys } from '../ports/integration-keys.ts';
import type { Ports } from '../ports/ports.ts';
import type { SnsEndpoint } from '../ports/sns-endpoint.ts';
import { opsgenie } from '../sources/opsgenie.ts';
import { anySource } from '../sources/readers.ts';
import { withoutSlashesAtEnd } from '../sources/reading/text.ts';
import { type Door, type Doors, openDoors, segmentsOf } from './doors.ts';
import { receivePing } from './healthchecks/receive-ping.ts';
import { ingestMail } from './mail/ingest-mail.ts';
import { traceRefusal } from './message/trace.ts';
import { actOnAlert } from './opsgenie/act-on-alert.ts';
import { alertRequestOf, identifierTypeOf } from './opsgenie/alert-path.ts';
import { createAlert } from './opsgenie/create-alert.ts';
import { serveHeartbeats } from './opsgenie/heartbeat-api.ts';
import { serveIncidents } from './opsgenie/incident-api.ts';
import { type Exchange, found, nothingHere, notSupported, OpsgenieRefusal, reply } from './opsgenie/opsgenie-answer.ts';
import { readAccount } from './opsgenie/read-account.ts';
import { countAlerts, listAlerts, readAlert, readPart } from './opsgenie/read-alerts.ts';
import { nativeFormatOf, receiveNative } from './opsgenie/receive-native.ts';
import { readStatus } from './opsgenie/request-status.ts';
import { ALERT_DOORS, sourceDoorOf } from './receive-request.ts';
import { receiveReport } from './report/receive-report.ts';
import { type Answer, problemAnswer, type ReceivedRequest } from './request/received-request.ts';
import { identifySender } from './request/request-tokens.ts';

const PREFIX = '/opsgenie';

/** What is behind `/v2/alerts` in `/v2/alerts/x/close`; undefined for another address. */
const behind = (path: string, resource: string): string | undefined =>
  path === resource || path.startsWith(`${resource}/`) ? path.slice(resource.length) : undefined;

const serveAlerts = async (exchange: Exchange, rest: string): Promise<Answer> => {
  const { method, query } = exchange.request;
  const asked = alertRequestOf(method.toUpperCase(), rest);
  const type = identifierTypeOf(query);
  switch (asked?.kind) {
    case undefined:
      throw nothingHere();
    case 'create':
      return createAlert(exchange);
    case 'list':
      return listAlerts(exchange);
    case 'count':
      return countAlerts(exchange);
    case 'request':
      return readStatus(exchange, asked.requestId);
    case 'get':
      return readAlert(exchange, asked.identifier, type);
    case 'read':
      return readPart(exchange, asked.identifier, type, asked.what);
    case 'attachment':
      throw notSupported('Muster keeps no attachments: link to the file in the description or a note.');
    case 'saved-searches':
      // There are none, and none can be made.
      if (method.toUpperCase() === 'GET' && withoutSlashesAtEnd(rest) === '/saved-searches') return found(exchange, []);
      throw notSupported('Muster keeps no saved searches.');
    case 'delete':
      return actOnAlert(exchange, { identifier: asked.identifier, type, verb: 'delete' });
    case 'act':
      return actOnAlert(exchange, { identifier: asked.identifier, type, verb: asked.verb, name: asked.name });
    default:
      return asked satisfies never;
  }
};

/** Of all its addresses together; TRACE and the like are nobody's. */
const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

const serve = async (exchange: Exchange, path: string, sns: SnsEndpoint | undefined): Promise<Answer> => {
  const isRead = exchange.request.method.toUpperCase() === 'GET';
  const alerts = behind(path, '/v2/alerts');
  if (alerts !== undefined) return serveAlerts(exchange, alerts);
  const heartbeats = behind(path, '/v2/heartbeats');
  if (heartbeats !== undefined) return serveHeartbeats(exchange, heartbeats);
  const incidents = behind(path, '/v1/incidents');
  if (incidents !== undefined) return serveIncidents(exchange, incidents);
  // By these two, clients ask whether their key is good.
  if (behind(path, '/v2/account') !== undefined && isRead) return readAccount(exchange);
  const maintenance = behind(path, '/v1/maintenance');
  if (maintenance !== undefined && withoutSlashesAtEnd(maintenance) === '' && isRead) return found(exchange, []);
  if (maintenance !== undefined) throw notSupported('Maintenance windows are made in Muster, and apply here too.');
  const native = nativeFormatOf(path);
  if (native !== undefined && exchange.request.method.toUpperCase() === 'POST') {
    return receiveNative(exchange, native, sns);
  }
  throw nothingHere();
};

/** @throws OpsgenieRefusal 401, 403 */
const senderOf = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  path: string,
): Promise<Integration> => {
  const integrationId = await identifySender(keys, request, undefined);
  const lookup = await ports.inForce();
  const integration = integrationId === undefined ? undefined : lookup.integration(integrationId);
  if (!integration) throw new OpsgenieRefusal(401, 'Could not authenticate');
  const native = nativeFormatOf(path);
  // A topic carries what its publishers put into it, whatever source its integration has.
  if (native === 'topic' || integration.source === (native ?? opsgenie).id) return integration;
  throw new OpsgenieRefusal(403, `This key is of an integration of the source "${integration.source}".`, {
    code: 40_301,
  });
};

/** What is wrong with what was sent, not with what was asked for. */
const REFUSES_A_MESSAGE: ReadonlySet<number> = new Set([400, 413, 422]);

const receiveOpsgenie = async (
  ports: Ports,
  keys: IntegrationKeys,
  request: ReceivedRequest,
  path: string,
  sns: SnsEndpoint | undefined,
): Promise<Answer> => {
  const requestId = ports.ids.next();
  if (!METHODS.includes(request.method.toUpperCase())) {
    return reply({ ports, request, requestId }, 405, { message: 'Method not allowed' }, { allow: METHODS.join(', ') });
  }
  let integration: Integration | undefined;
  try {
    integration = await senderOf(ports, keys, request, path);
    return await serve({ ports, integration, request, requestId }, path, sns);
  } catch (error) {
    if (error instanceof OpsgenieRefusal) {
      const isOfMessage = REFUSES_A_MESSAGE.has(error.status) && request.method.toUpperCase() !== 'GET';
      if (integration && isOfMessage) await traceRefusal(ports, integration, request, JSON.stringify(error.body));
      return reply({ ports, request, requestId }, error.status, error.body);
    }
    ports.observer.failed('serving a client of Opsgenie', error);
    // 503: opsgenie-sdk and Alertmanager repeat it; what was done before it failed is found done.
    return reply({ ports, request, requestId }, 503, { message: 'Could not process the request; try again.' });
  }
};

/** `/in/report/{key}`, a form that people fill in. */
const reportDoor: Door = async (ports, keys, request) => {
  const [, , key, ...more] = segmentsOf(request);
  return more.length > 0 ? problemAnswer('not-found') : receiveReport(ports, keys, request, key);
};

/** The APIs of other products whose clients are pointed here: Opsgenie's, at the root and under `/opsgenie`, and Healthchecks' pings; and what people write: mail that comes by a request, and forms. */
export const COMPATIBLE_DOORS = {
  opsgenie: (ports, keys, request, sns) =>
    receiveOpsgenie(ports, keys, request, behind(request.path, PREFIX) ?? request.path, sns),
  ping: receivePing,
  'mail-by-request': sourceDoorOf(anySource, ingestMail),
  report: reportDoor,
  // API Gateway sends it here when it ends with a slash.
  'pagerduty-event': ALERT_DOORS['pagerduty-event'],
} satisfies Doors;

/** Everything that a client reads back is durable before the answer leaves. */
export const receiveCompatible: Door = openDoors(COMPATIBLE_DOORS);
