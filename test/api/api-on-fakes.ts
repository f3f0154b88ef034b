import type { Hono } from 'hono';
import { derivedAccessTokens } from '../../adapters/secrets/derived-access-tokens.ts';
import { createApi } from '../../api/create-api.ts';
import type { ApiExtras } from '../../api/route.ts';
import type { Principal } from '../../domain/access/principal.ts';
import { webhookSecret } from '../../domain/access/signing-keys.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { SIMULATION_START, type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { followCommit } from '../../usecases/incident/follow-commit.ts';
import { exampleKeys } from '../fakes/intake.ts';

const MASTER_KEY = new Uint8Array(32).fill(7);

/** Tokens are the names of their principals. */
export const PRINCIPALS: Readonly<Record<string, Principal>> = {
  viewer: { id: 'token-viewer', name: 'Vera', role: 'viewer' },
  responder: { id: 'token-ana', name: 'Ana', role: 'responder', personId: 'ana' },
  manager: { id: 'token-mia', name: 'Mia', role: 'manager', personId: 'mia' },
  admin: { id: 'token-admin', name: 'admin', role: 'admin' },
};

export interface ApiOnFakes {
  readonly app: Hono;
  readonly ports: SimulatedPorts;
  readonly get: (path: string, as?: string, headers?: Record<string, string>) => Promise<Response>;
  readonly post: (path: string, body?: unknown, as?: string, headers?: Record<string, string>) => Promise<Response>;
  /** Does what the stream does: keeps the projections. */
  readonly followAll: () => Promise<void>;
}

/** The API on ports in memory. */
export const apiOnFakes = (extras: ApiExtras = {}): ApiOnFakes => {
  const ports = simulatedPorts({ configuration: parseConfiguration(structuredClone(exampleFile)) });
  const app = createApi({
    ports,
    extras: {
      integrationKeys: exampleKeys(ports),
      accessTokens: derivedAccessTokens(async () => MASTER_KEY, ports),
      webhookSecretOf: async (address) => webhookSecret(MASTER_KEY, address),
      ...extras,
    },
    authenticate: async (request) => PRINCIPALS[request.headers.get('authorization')?.replace('Bearer ', '') ?? ''],
  });
  const authorization = (as: string): Record<string, string> => (as === '' ? {} : { authorization: `Bearer ${as}` });
  return {
    app,
    ports,
    get: async (path, as = 'viewer', headers = {}) =>
      app.request(path, { headers: { ...authorization(as), ...headers } }),
    post: async (path, body, as = 'responder', headers = {}) =>
      app.request(path, {
        method: 'POST',
        headers: { ...authorization(as), ...headers },
        body: body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body),
      }),
    followAll: async () => {
      for (const commits of ports.stores.held.commits.values())
        for (const commit of commits) await followCommit(ports, commit);
    },
  };
};

/** Opens an incident as Mia; returns what was answered. */
export const opened = async (
  api: ApiOnFakes,
  more: Record<string, unknown> = {},
): Promise<{ incidentId: string; number: string; seq: number }> => {
  const response = await api.post('/v1/incidents', { title: 'Payments fail', service: 'search', ...more }, 'manager');
  if (response.status !== 201) throw new Error(await response.text());
  return (await response.json()) as { incidentId: string; number: string; seq: number };
};

/** An alert on a service, all the way to its incident. */
export const alerted = async (api: ApiOnFakes, service = 'search', title = 'Latency is high'): Promise<string> => {
  const [accepted] = await acceptSignals(api.ports, [
    {
      source: 'generic',
      integrationId: 'scripts',
      dedupKey: `${service}/${title}`,
      scope: 'integration scripts',
      status: 'firing',
      severity: 'critical',
      title,
      occurredAt: SIMULATION_START,
      receivedAt: SIMULATION_START,
      service,
      labels: {},
      links: [],
    },
  ]);
  return accepted?.incidentId as string;
};
