import { EventBridgeClient, PutEventsCommand, type PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';
import type { Server } from './server.ts';

export interface Incident {
  readonly incidentId: string;
  readonly number: string;
  readonly title: string;
  readonly status: string;
  readonly major: string;
  readonly severity: string;
  readonly firing: number;
  readonly alerts: number;
  readonly roles: Readonly<Record<string, { readonly personId: string }>>;
  readonly pagings: readonly Paging[];
  readonly children: readonly { readonly number: string }[];
  readonly review?: { readonly completedAt?: string };
  readonly lastUpdate?: { readonly nextUpdateBy?: string };
  readonly relapses: number;
}

export interface Paging {
  readonly purpose: string;
  readonly status: string;
  readonly level: number;
  readonly acknowledgedBy?: string;
  readonly pages: readonly { readonly personId: string; readonly level: number }[];
}

export interface Accepted {
  readonly alerts: readonly { readonly outcome: string; readonly incidentId?: string }[];
}

interface OutboxEntry {
  readonly channel: string;
  readonly address: string;
  readonly subject: string;
  readonly text: string;
}

export interface MusterClient {
  /** Posts to the intake of an integration with its own key. */
  readonly send: (integrationId: string, path: string, body: unknown) => Promise<Accepted>;
  /** AWS's own call, as any SDK makes it. */
  readonly putEvents: (entries: readonly PutEventsRequestEntry[]) => Promise<void>;
  readonly get: <T>(path: string) => Promise<T>;
  readonly incident: (id: string) => Promise<Incident>;
  readonly command: (id: string, name: string, body?: unknown) => Promise<Incident>;
  /** Presses the button behind the signed link in the newest message to this address about this incident. */
  readonly acknowledgeByLink: (address: string, number: string) => Promise<void>;
}

const REQUEST_WITHIN_MS = 10_000;

/** What a sender, a responder and a browser can do: nothing but the public surface. */
export const createClient = ({ url, token, keyOf }: Server): MusterClient => {
  const call = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(new URL(path, url), { ...init, signal: AbortSignal.timeout(REQUEST_WITHIN_MS) });
    if (!response.ok)
      throw new Error(`${init.method ?? 'GET'} ${path}: ${response.status} ${(await response.text()).slice(0, 400)}`);
    return response;
  };
  // The key pair of an integration is its id and its key.
  const bus = new EventBridgeClient({
    endpoint: url,
    region: 'eu-west-1',
    credentials: { accessKeyId: 'cloudwatch', secretAccessKey: keyOf('cloudwatch') ?? '' },
  });
  const authorization = `Bearer ${token}`;
  const get = async <T>(path: string): Promise<T> =>
    (await (await call(path, { headers: { authorization } })).json()) as T;
  return {
    get,
    incident: (id) => get<Incident>(`/v1/incidents/${id}`),
    send: async (integrationId, path, body) => {
      const key = keyOf(integrationId);
      if (!key) throw new Error(`No key for "${integrationId}": name the server's integrations.json.`);
      const sent = integrationId === 'pagerduty' ? { routing_key: key, ...(body as object) } : body;
      const response = await call(path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
        body: JSON.stringify(sent),
      });
      return (await response.json()) as Accepted;
    },
    putEvents: async (entries) => {
      const { FailedEntryCount: failed = 0 } = await bus.send(new PutEventsCommand({ Entries: [...entries] }));
      if (failed > 0) throw new Error(`PutEvents refused ${failed} of ${entries.length} entries.`);
    },
    command: async (id, name, body = {}) => {
      const response = await call(`/v1/incidents/${id}/${name}`, {
        method: 'POST',
        headers: { authorization, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      return (await response.json()) as Incident;
    },
    acknowledgeByLink: async (address, number) => {
      const { items } = await get<{ items: OutboxEntry[] }>('/v1/outbox?limit=200');
      const message = items.find(
        ({ address: to, subject, text }) => to === address && subject.includes(number) && text.includes('/a/'),
      );
      const path = /\/a\/[\w-]+/.exec(message?.text ?? '')?.[0];
      if (!path) throw new Error(`There is no page about ${number} to ${address} in the outbox.`);
      await call(path, { method: 'POST' });
    },
  };
};
