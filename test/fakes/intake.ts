import { derivedIntegrationKeys } from '../../adapters/secrets/derived-integration-keys.ts';
import { integrationKey } from '../../domain/access/keys.ts';
import { openDoors } from '../../intake/doors.ts';
import { COMPATIBLE_DOORS } from '../../intake/receive-compatible.ts';
import { ALERT_DOORS } from '../../intake/receive-request.ts';
import type { Answer, ReceivedRequest } from '../../intake/request/received-request.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import type { SimulatedPorts } from '../../simulation/simulated-ports.ts';

const MASTER_KEY = new TextEncoder().encode('a master key for tests, 32 bytes');

/** Of the integrations of whatever configuration is in force. */
export const exampleKeys = (ports: Pick<Ports, 'configuration'>): IntegrationKeys =>
  derivedIntegrationKeys(async () => MASTER_KEY, ports.configuration);

/** The key of an integration of the example configuration. */
export const keyOf = (integrationId: string, generation = 1): string =>
  integrationKey(MASTER_KEY, integrationId, generation);

/** Every address of senders, whichever function serves it. */
export const receive = openDoors({ ...COMPATIBLE_DOORS, ...ALERT_DOORS });

/** Sends a request as a sender would; JSON, and received now, unless told otherwise. */
export const sendTo = async (
  ports: SimulatedPorts,
  path: string,
  body: unknown,
  changes: Partial<ReceivedRequest> = {},
): Promise<Answer & { readonly json: Record<string, unknown> }> => {
  const keys = exampleKeys(ports);
  const answer = await receive(ports, keys, {
    method: 'POST',
    path,
    query: {},
    headers: {},
    body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body),
    receivedAt: ports.time.now,
    ...changes,
  });
  return { ...answer, json: JSON.parse(answer.body) as Record<string, unknown> };
};

/** Nothing can be recorded and nothing queued. */
export const broken = (ports: SimulatedPorts): SimulatedPorts => {
  const fail = async (): Promise<never> => {
    throw new Error('the disk is full');
  };
  const queues: Ports['queues'] = { ...ports.queues, retrySignals: fail };
  return { ...ports, queues, stores: { ...ports.stores, alerts: { ...ports.stores.alerts, record: fail } } };
};
