import { toIso } from '../../domain/instant/instant.ts';
import type { OpsgenieRequest } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { Answer } from '../request/received-request.ts';
import { type Exchange, found, OpsgenieRefusal } from './opsgenie-answer.ts';

/**
 * Keeps what became of a request, and waits until that and everything before is durable: Zabbix asks for it in a loop
 * without a pause, and gives up after nine tries.
 */
export const keepStatus = async (
  { integration, ports, requestId }: Exchange,
  status: Pick<OpsgenieRequest, 'action' | 'success' | 'status' | 'alertId' | 'alias'>,
): Promise<void> => {
  const processedAt = toIso(ports.clock.now());
  await ports.stores.opsgenie.putRequest({ ...status, integrationId: integration.id, requestId, processedAt });
  await ports.stores.durable();
};

/** `GET /v2/alerts/requests/{id}`: <https://docs.opsgenie.com/docs/alert-api#get-request-status>. */
export const readStatus = (exchange: Exchange, requestId: string): Promise<Answer> =>
  readRequest(exchange, requestId, ({ alertId, alias }) => ({ alertId, alias }));

/** `GET /v1/incidents/requests/{id}`: <https://docs.opsgenie.com/docs/incident-api#get-request-status>. */
export const readIncidentStatus = (exchange: Exchange, requestId: string): Promise<Answer> =>
  readRequest(exchange, requestId, ({ alertId }) => ({ incidentId: alertId }));

const readRequest = async (
  exchange: Exchange,
  requestId: string,
  about: (kept: OpsgenieRequest) => Readonly<Record<string, unknown>>,
): Promise<Answer> => {
  const kept = await exchange.ports.stores.opsgenie.request(exchange.integration.id, requestId);
  if (!kept) throw new OpsgenieRefusal(404, 'Request not found. It might not be processed, yet.');
  const { success, action, processedAt, integrationId, status } = kept;
  return found(exchange, { success, action, processedAt, integrationId, isSuccess: success, status, ...about(kept) });
};
