import { randomBytes, randomUUID } from 'node:crypto';
import { request as post } from 'node:http';
import { Hono } from 'hono';
import { webhookTransport } from '../adapters/http/webhook-transport.ts';
import { derivedIntegrationKeys } from '../adapters/secrets/derived-integration-keys.ts';
import { IN_MEMORY } from '../adapters/sqlite/connection.ts';
import { SystemClock } from '../asl/clock/index.ts';
import { webhookKey } from '../domain/access/signing-keys.ts';
import type { Configuration } from '../domain/configuration/configuration.ts';
import { parseConfiguration } from '../domain/configuration/parse-configuration.ts';
import type { DataDirectory } from './data-directory.ts';
import { createDispatch } from './dispatch.ts';
import { listen } from './http-server.ts';
import { createEmbedded } from './muster.ts';

/** The first runs what is only compiled then, and the next ones what has been run once. */
const ALERTS = 3;

/** A machine that is so busy would not be served by waiting longer. */
const WITHIN_MS = 1_000;

const PAGE = '/rehearsed-page';

/** The least that has somebody to page. */
const configurationFor = (receiver: string): Configuration =>
  parseConfiguration({
    organisation: { name: 'Rehearsal', mailFrom: 'rehearsal@example.com' },
    people: [{ id: 'nobody', name: 'Nobody', contacts: [{ channel: 'webhook', address: receiver }] }],
    teams: [{ id: 'stage', name: 'Stage', members: ['nobody'] }],
    escalationPolicies: [{ id: 'stage', name: 'Stage', levels: [{ people: ['nobody'] }] }],
    catchAll: { people: ['nobody'] },
    majorIncidentManagers: 'stage',
    unroutedService: 'stage',
    paging: { digestSeconds: 0 },
    services: [
      { id: 'stage', name: 'Stage', tier: 3, team: 'stage', escalationPolicy: 'stage', groupBy: ['labels.case'] },
    ],
    roles: [{ id: 'incident-commander', title: 'Incident commander' }],
    integrations: [{ id: 'alertmanager', source: 'alertmanager' }],
  });

const alertOf = (n: number): string => {
  const labels = { alertname: 'Rehearsal', service: 'stage', severity: 'critical', case: String(n) };
  const alert = { status: 'firing', labels, annotations: { summary: 'Rehearsal' }, startsAt: new Date().toISOString() };
  return JSON.stringify({ version: '4', status: 'firing', groupKey: '{}', receiver: 'muster', alerts: [alert] });
};

/**
 * Sends a few alerts the whole way from HTTP to their pages, so that the first page after a start is not the first to run that
 * code: a cold one takes some ten times as long. Everything is its own: a database in memory, keys that die with it, a
 * configuration of one person, and a server on loopback that both takes the alerts in and receives the pages. Nothing is
 * recorded, and no page leaves.
 *
 * @returns whether the pages arrived, all within a second
 * @throws an error when it cannot be done at all; the service does without it
 */
export const rehearsePage = async (): Promise<boolean> => {
  const masterKey = randomBytes(32);
  const directory: DataDirectory = {
    path: '',
    database: IN_MEMORY,
    outbox: '',
    masterKey,
    adminToken: '',
    secrets: { linkKey: () => Promise.resolve(masterKey), reporterKey: () => Promise.resolve(masterKey) },
    warnings: [],
    writePrivate: () => {},
  };
  let paged = Promise.withResolvers<boolean>();
  let serve: ReturnType<typeof createDispatch> | undefined;
  const server = await listen({ port: 0, host: '127.0.0.1' }, async (request) => {
    if (request.path !== PAGE && serve) return serve(request);
    paged.resolve(true);
    return { status: 204, headers: {}, body: '' };
  });
  const url = `http://127.0.0.1:${server.port}`;
  const configuration = configurationFor(`${url}${PAGE}`);
  const webhook = webhookTransport({ keyFor: (address) => Promise.resolve(webhookKey(masterKey, address)) });
  const embedded = createEmbedded({
    directory,
    configuration: () => configuration,
    clock: new SystemClock({ unref: true }),
    newId: randomUUID,
    observer: { happened: () => {}, failed: () => {} },
    publicUrl: url,
    webhook,
  });
  let isLate = false;
  const late = setTimeout(() => {
    isLate = true;
    paged.resolve(false);
  }, WITHIN_MS);
  try {
    const keys = derivedIntegrationKeys(() => Promise.resolve(masterKey), embedded.ports.configuration);
    serve = createDispatch({ embedded, keys, api: new Hono(), newId: randomUUID });
    await embedded.start();
    const [key] = await keys.keysOf('alertmanager');
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
    for (let n = 0; n < ALERTS && !isLate; n += 1) {
      paged = Promise.withResolvers();
      const sent = post(`${url}/in/alertmanager`, { method: 'POST', headers });
      sent.on('error', paged.reject);
      sent.on('response', (response) => response.resume());
      sent.end(alertOf(n));
      await paged.promise;
    }
    return !isLate;
  } finally {
    clearTimeout(late);
    await embedded.stop();
    webhook.close();
    await server.close();
  }
};
