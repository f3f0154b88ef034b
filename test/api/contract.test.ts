import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { localFeed } from '../../adapters/feed/local-feed.ts';
import { openApiText } from '../../api/openapi-document.ts';
import type { Route } from '../../api/route.ts';
import { problemDetails } from '../../api/schemas/problem.ts';
import { routes } from '../../api/table.ts';
import { nextCheckpoint } from '../../domain/checkpoint/checkpoint.ts';
import { signerOf } from '../../domain/checkpoint/signature.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { publicCommands } from '../../domain/incident/commands.ts';
import { signDigestLink } from '../../domain/link/digest-link.ts';
import { signGrant } from '../../domain/link/link.ts';
import { rota } from '../../domain/rota/configured-rota.ts';
import { putIntoQuarantine } from '../../intake/message/quarantine.ts';
import { leaveTrace } from '../../intake/message/trace.ts';
import { exampleFile } from '../../simulation/example-configuration.ts';
import { SIMULATION_START } from '../../simulation/simulated-ports.ts';
import { recordChanges } from '../../usecases/changes/record-change.ts';
import { putFilesInForce } from '../../usecases/configuration/put-in-force.ts';
import { recipientKey } from '../../usecases/reach/hold-flood.ts';
import { pageLink } from '../../usecases/reach/links.ts';
import { pageResponder } from '../../usecases/reach/page-responder.ts';
import { reportTo, withPortal } from '../fakes/reports.ts';
import { type ApiOnFakes, alerted, apiOnFakes, opened } from './api-on-fakes.ts';

const document = JSON.parse(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')) as {
  openapi: string;
  paths: Record<string, Record<string, { operationId: string; 'x-required-role'?: string }>>;
};

interface Operation {
  readonly description: string;
  readonly tags: readonly string[];
  readonly responses: Readonly<Record<string, unknown>>;
  readonly requestBody?: unknown;
  readonly parameters?: readonly { readonly name: string; readonly required?: boolean; readonly schema: object }[];
}

const described = document as unknown as {
  readonly tags: readonly { readonly name: string }[];
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
};

describe('the OpenAPI document', () => {
  it('is up to date; `npm run openapi` writes it', () => {
    expect(readFileSync(new URL('../../docs/openapi.json', import.meta.url), 'utf8')).toBe(openApiText());
  });

  it('describes every route that is served, and nothing else', () => {
    const api = apiOnFakes({ outbox: async () => [] });
    const served = api.app.routes
      .map((r) => `${r.method.toLowerCase()} ${r.path.replaceAll(/:(\w+)/g, '{$1}')}`)
      .sort();
    const described = Object.entries(document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    expect(described.sort()).toEqual(served);
  });

  it('has one operation id for each and a route for every public command', () => {
    expect(new Set(routes.map((r) => r.operationId)).size).toBe(routes.length);
    for (const name of Object.keys(publicCommands))
      expect(document.paths).toHaveProperty([`/v1/incidents/{incident}/${name}`, 'post']);
  });
});

type Schema = {
  readonly $ref?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly default?: unknown;
  readonly [member: string]: unknown;
};

describe.each(
  Object.entries(document.paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, one]) => [`${method} ${path}`, one as unknown as Operation] as const),
  ),
)('%s', (_, operation) => {
  it('has a description, one tag that the document explains, and says how it refuses', () => {
    expect(operation.description).toMatch(/[.`]$/);
    expect(described.tags.map(({ name }) => name)).toContain(operation.tags[0]);
    expect(operation.tags).toHaveLength(1);
    expect(Object.keys(operation.responses).filter((status) => status.startsWith('4'))).not.toEqual([]);
  });

  it('asks for nothing that it has a default for', () => {
    const asked: string[] = [];
    const seen = new Set<string>();
    const walk = (schema: Schema): void => {
      const name = schema.$ref?.split('/').at(-1);
      if (name !== undefined && !seen.has(name)) {
        seen.add(name);
        walk(described.components.schemas[name] ?? {});
      }
      for (const [member, one] of Object.entries(schema.properties ?? {}))
        if ('default' in one && schema.required?.includes(member)) asked.push(member);
      for (const part of Object.values(schema)) if (typeof part === 'object' && part !== null) walk(part as Schema);
    };
    walk((operation.requestBody ?? {}) as Schema);
    for (const { name, required, schema } of operation.parameters ?? [])
      if ('default' in schema && required) asked.push(name);
    expect(asked).toEqual([]);
  });
});

it('shows every instant in one form', () => {
  const others: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [name, member] of Object.entries(value)) {
      const { type, properties } = member as { type?: unknown; properties?: unknown };
      if (
        /^at$|(At|By|Until|Since)$/.test(name) &&
        properties === undefined &&
        (type === 'integer' || type === 'number')
      )
        others.push(`${path}/${name}`);
      walk(member, `${path}/${name}`);
    }
  };
  // What stands in a chain is shown as it was sealed.
  const { IncidentEvent: _, ...shown } = described.components.schemas;
  walk(shown, '');
  expect(others).toEqual([]);
});

/** The link of a digest of one page. */
const digestLinkOf = async (api: ApiOnFakes): Promise<string> => {
  await alerted(api);
  const [job] = api.ports.collected.pages.map((page) => page.job);
  if (!job) throw new Error('nobody was paged');
  const recipient = recipientKey(job.personId, 'sms');
  await api.ports.stores.floods.hold(recipient, 1, { job, deliveryId: `${job.pageId}/0/sms/1`, heldAt: job.pagedAt });
  return `/all/${signDigestLink(await api.ports.secrets.linkKey(), { recipient, window: 1 })}`;
};

type Ask = (api: ApiOnFakes) => Promise<Response>;

const command =
  (name: keyof typeof publicCommands, body: unknown, before: readonly (readonly [string, unknown])[] = []): Ask =>
  async (api) => {
    const { incidentId } = await opened(api, {
      declare: name === 'demote' || name === 'complete-review' || name === 'close',
    });
    for (const [earlier, with_] of before)
      expect((await api.post(`/v1/incidents/${incidentId}/${earlier}`, with_, 'manager')).status).toBe(200);
    return api.post(`/v1/incidents/${incidentId}/${name}`, body, 'manager');
  };

const resolved = ['resolve', { summary: 'over' }] as const;

const ofIncident =
  (part: string): Ask =>
  async (api) => {
    const incidentId = await alerted(api);
    for (const { job } of api.ports.collected.pages) await pageResponder(api.ports, job, false);
    return api.get(`/v1/incidents/${incidentId}/${part}`);
  };

const linkOf = async (api: ApiOnFakes): Promise<string> => {
  await alerted(api);
  const job = api.ports.collected.pages[0]?.job;
  if (!job) throw new Error('nobody was paged');
  return `/acknowledge/${signGrant(await api.ports.secrets.linkKey(), { ...job, expiresAt: SIMULATION_START + 1000 })}`;
};

const shortLinkOf = async (api: ApiOnFakes): Promise<string> => {
  await alerted(api);
  const job = api.ports.collected.pages[0]?.job;
  if (!job) throw new Error('nobody was paged');
  return new URL(await pageLink(api.ports, job)).pathname;
};

const quarantine = (api: ApiOnFakes): Promise<string> =>
  putIntoQuarantine(api.ports, {
    integrationId: 'scripts',
    source: 'generic',
    receivedAt: SIMULATION_START,
    reason: 'odd',
    body: '{"title":"Disk full"}',
  });

/** Of the service whose incidents are asked about. */
const deployment = (api: ApiOnFakes): Promise<unknown> =>
  recordChanges(api.ports, [
    {
      id: 'deploy-57',
      kind: 'deployment',
      source: 'github',
      integrationId: 'scripts',
      title: 'Build 57',
      at: SIMULATION_START - 60_000,
      service: 'search',
      labels: {},
    },
  ]);

/** With one rota, of which Ana is. */
const withRota = (path: string, as?: string) => (api: ApiOnFakes) => {
  const layers = [{ id: 'weekly', people: ['ana', 'ben'], from: '2026-01-05T09:00' }];
  const rotas = [rota.parse({ id: 'first', name: 'First line', layers })];
  api.ports.configured.current = { ...api.ports.configured.current, rotas };
  return api.get(path, as);
};

const suppression = { id: 'move', reason: 'moves', services: ['checkout'], minutes: 30 };

/** Asks about a suppression that was made before, as each of its two kinds. */
const ofSuppression =
  (path: string, ask: (api: ApiOnFakes, path: string) => Promise<Response>): Ask =>
  async (api) => {
    expect((await api.post(path, suppression)).status).toBe(201);
    return ask(api, `${path}/${suppression.id}`);
  };

const ofStream =
  (part: string): Ask =>
  async (api) => {
    expect((await api.post('/v1/silences', suppression)).status).toBe(201);
    return api.get(`/v1/streams/suppression${part}`);
  };

/** How each route is asked so that it answers well. A route without a line here fails. */
/** Puts a configuration into force, and answers its version. */
const configured = async ({ ports }: ApiOnFakes, name: string): Promise<string> =>
  (
    await putFilesInForce(
      ports,
      parseConfiguration({ ...structuredClone(exampleFile), organisation: { name } }),
      'files',
    )
  ).version;

const EXAMPLES: Readonly<Record<string, Ask>> = {
  listIncidents: async (api) => {
    await opened(api);
    return api.get('/v1/incidents');
  },
  openIncident: (api) => api.post('/v1/incidents', { title: 'Payments fail', service: 'checkout' }),
  readIncident: async (api) => api.get(`/v1/incidents/${(await opened(api, { declare: true })).number}`),
  readTimeline: ofIncident('timeline'),
  readCommits: ofIncident('commits'),
  readAlerts: ofIncident('alerts'),
  readDeliveries: ofIncident('deliveries'),
  readMetrics: ofIncident('metrics'),
  readChanges: ofIncident('changes'),
  readReports: async (api) => {
    api.ports.configured.current = withPortal();
    await reportTo(api.ports, { what: 'I cannot pay', service: 'Online shop', contact: 'kim@example.net' });
    await api.followAll();
    return api.get(`/v1/incidents/${[...api.ports.stores.held.commits.keys()][0]}/reports`, 'responder');
  },
  verifyIncident: ofIncident('verification'),
  propose: command('propose', { reason: 'many users' }),
  accept: command('accept', {}),
  reject: command('reject', { reason: 'no impact' }, [['propose', { reason: 'many users' }]]),
  demote: command('demote', { reason: 'smaller than thought' }),
  acknowledge: command('acknowledge', {}),
  passOn: command('pass-on', { person: 'ana' }),
  askForHelp: command('ask-for-help', { need: 'a Postgres expert' }),
  investigate: command('investigate', undefined),
  identify: command('identify', { description: 'a bad deploy' }),
  assignRole: command('assign-role', { role: 'incident-manager', person: 'ben' }),
  changeSeverity: command('change-severity', { severity: 'SEV1', reason: 'worse' }),
  postUpdate: command('post-update', { message: 'we are on it', nextUpdateInMinutes: 30 }),
  addNote: command('add-note', { text: 'rolled back' }),
  mitigate: command('mitigate', { by: 'workaround', description: 'failed over' }),
  resolve: command('resolve', { summary: 'over' }),
  reopen: command('reopen', { reason: 'again' }, [resolved]),
  close: command('close', {}, [resolved]),
  merge: async (api) => {
    const parent = await opened(api, { service: 'checkout' });
    return command('merge', { into: parent.number })(api);
  },
  separate: async (api) => {
    const parent = await opened(api, { service: 'checkout' });
    return command('separate', { reason: 'two causes' }, [['merge', { into: parent.number }]])(api);
  },
  listSilences: ofSuppression('/v1/silences', (api) => api.get('/v1/silences')),
  makeSilence: (api) => api.post('/v1/silences', suppression),
  readSilence: ofSuppression('/v1/silences', (api, path) => api.get(path)),
  readSilenceTimeline: ofSuppression('/v1/silences', (api, path) => api.get(`${path}/timeline`)),
  changeSilence: ofSuppression('/v1/silences', (api, path) => api.post(`${path}/change`, { minutes: 60 })),
  cancelSilence: ofSuppression('/v1/silences', (api, path) => api.post(`${path}/cancel`)),
  listMaintenanceWindows: ofSuppression('/v1/maintenance-windows', (api) => api.get('/v1/maintenance-windows')),
  makeMaintenanceWindow: (api) => api.post('/v1/maintenance-windows', suppression),
  readMaintenanceWindow: ofSuppression('/v1/maintenance-windows', (api, path) => api.get(path)),
  readMaintenanceWindowTimeline: ofSuppression('/v1/maintenance-windows', (api, path) => api.get(`${path}/timeline`)),
  changeMaintenanceWindow: ofSuppression('/v1/maintenance-windows', (api, path) =>
    api.post(`${path}/change`, { reason: 'moves again' }),
  ),
  cancelMaintenanceWindow: ofSuppression('/v1/maintenance-windows', (api, path) => api.post(`${path}/cancel`)),
  listMaintenanceWindowsOfFiles: (api) => {
    const when = [{ fact: 'service', is: 'checkout' }];
    const window = { id: 'move', reason: 'moves', from: '2026-11-21T20:00:00Z', to: '2026-11-21T22:00:00Z', when };
    api.ports.configured.current = { ...api.ports.configured.current, maintenanceWindows: [window] };
    return api.get('/v1/configuration/maintenance-windows');
  },
  listLive: ofSuppression('/v1/silences', (api) => api.get('/v1/live')),
  readOnCall: withRota('/v1/on-call?at=2026-12-01T00:00:00Z'),
  listRotas: withRota('/v1/rotas'),
  listShifts: withRota('/v1/rotas/first/shifts'),
  listMyShifts: withRota('/v1/people/me/shifts', 'responder'),
  listStreamKinds: (api) => api.get('/v1/streams'),
  listStreams: ofStream(''),
  readStreamCommits: ofStream('/move/commits'),
  verifyStream: ofStream('/move/verification'),
  erasePerson: ofSuppression('/v1/silences', (api) => api.post('/v1/people/ana/erase', undefined, 'admin')),
  readAlert: async (api) => {
    await alerted(api);
    return api.get(`/v1/alerts/${[...api.ports.stores.held.alerts.keys()][0]}`);
  },
  openAlert: (api) => api.get('/alert/detail/abc', ''),
  linkChange: async (api) => {
    await deployment(api);
    return command('link-change', { changeId: 'deploy-57', reason: 'the rollback helped' })(api);
  },
  unlinkChange: async (api) => {
    await deployment(api);
    return command('unlink-change', { changeId: 'deploy-57' }, [['link-change', { changeId: 'deploy-57' }]])(api);
  },
  completeReview: async (api) => {
    const { incidentId } = await opened(api, { service: 'checkout', declare: true });
    await api.post(`/v1/incidents/${incidentId}/resolve`, { summary: 'over' });
    const { advanceIncident } = await import('../../usecases/incident/run-process.ts');
    await advanceIncident(api.ports, incidentId);
    return api.post(`/v1/incidents/${incidentId}/complete-review`, { summary: 'learned' }, 'manager');
  },
  correctStamp: command('correct-stamp', { stamp: 'impactStarted', at: '2026-11-21T19:00:00+01:00', reason: 'logs' }),
  listServices: (api) => api.get('/v1/services'),
  whoAmI: (api) => api.get('/v1/whoami'),
  readSignIn: (api) => api.get('/v1/sign-in', ''),
  listIntegrations: (api) => api.get('/v1/integrations', 'admin'),
  deriveAddresses: (api) => api.post('/v1/integrations/prometheus/addresses', { source: 'alertmanager' }, 'admin'),
  listTokens: async (api) => {
    await api.post('/v1/tokens/ci/issue', { role: 'viewer' }, 'admin');
    return api.get('/v1/tokens', 'admin');
  },
  issueToken: (api) => api.post('/v1/tokens/ci/issue', { role: 'viewer', person: 'ana' }, 'admin'),
  rotateToken: async (api) => {
    await api.post('/v1/tokens/ci/issue', { role: 'viewer' }, 'admin');
    return api.post('/v1/tokens/ci/rotate', { keepOldForSeconds: 60 }, 'admin');
  },
  revokeToken: async (api) => {
    await api.post('/v1/tokens/ci/issue', { role: 'viewer' }, 'admin');
    return api.post('/v1/tokens/ci/revoke', undefined, 'admin');
  },
  deriveWebhookSecrets: (api) => api.post('/v1/webhook-secrets', { address: 'https://pager.example.com/x' }, 'admin'),
  listConfigurationVersions: async (api) => {
    await configured(api, 'One');
    return api.get('/v1/configuration/versions');
  },
  readConfigurationVersion: async (api) => {
    await configured(api, 'One');
    return api.get('/v1/configuration/versions/in-force', 'admin');
  },
  rollBackConfiguration: async (api) => {
    const version = await configured(api, 'One');
    await configured(api, 'Two');
    return api.post(`/v1/configuration/versions/${version}/rollback`, undefined, 'admin');
  },
  readConfiguration: (api) => api.get('/v1/configuration', 'admin'),
  listQuarantine: async (api) => {
    await quarantine(api);
    return api.get('/v1/quarantine', 'responder');
  },
  listTraces: async ({ get, ports }) => {
    const receivedAt = ports.clock.now();
    const of = { integrationId: 'scripts', source: 'generic', receivedAt } as const;
    await leaveTrace(ports, { ...of, kind: 'refused', reason: 'The body is not JSON.', body: '{' });
    return get('/v1/quarantine/traces', 'responder');
  },
  replayQuarantined: async (api) => api.post(`/v1/quarantine/${await quarantine(api)}/replay`),
  streamChanges: (api) => api.get('/v1/stream'),
  readCounts: async (api) => {
    const incidentId = await alerted(api);
    return api.get(`/v1/incidents/${incidentId}/counts`);
  },
  listProjections: (api) => api.get('/v1/projections', 'responder'),
  rebuildProjection: (api) => api.post('/v1/projections/incident-list/rebuild', undefined, 'admin'),
  readOutbox: (api) => api.get('/v1/outbox', 'admin'),
  readOpenApi: (api) => api.get('/v1/openapi.json', ''),
  listCheckpoints: (api) => api.get('/v1/checkpoints'),
  readBackup: (api) => api.get('/v1/backup', 'admin'),
  examine: ({ get }) => get('/v1/doctor', 'admin'),
  pageMyself: ({ post }) => post('/v1/doctor/pages', undefined, 'manager'),
  readTestPage: async ({ get, post }) => {
    const { testId } = (await (await post('/v1/doctor/pages', undefined, 'manager')).json()) as { testId: string };
    return get(`/v1/doctor/pages/${testId}`, 'manager');
  },
  readReadiness: (api) => api.get('/readyz', ''),
  readHealth: (api) => api.get('/healthz', ''),
  showLink: async (api) => api.get(await shortLinkOf(api), ''),
  actByLink: async (api) => api.post(await shortLinkOf(api), undefined, ''),
  showAcknowledgement: async (api) => api.get(await linkOf(api), ''),
  acknowledgeByLink: async (api) => api.post(await linkOf(api), undefined, ''),
  showDigest: async (api) => api.get(await digestLinkOf(api), ''),
  acknowledgeDigest: async (api) => api.post(await digestLinkOf(api), undefined, ''),
};

const outbox = async () => [
  { at: '2026-11-21T20:00:00.000Z', channel: 'sms', address: '+49', subject: 's', text: 't' },
];

const signer = signerOf(Buffer.alloc(32, 1));

const checkpoints = {
  place: { after: async () => [nextCheckpoint(undefined, { at: '2026-11-21T20:00:00.000Z', heads: [] }, signer)] },
  publicKey: async () => signer.publicKey,
  known: async () => 1,
};

const backup = async () => new Blob(['SQLite format 3']).stream();

describe.each(routes.map((r) => [r.operationId, r] as [string, Route]))('%s', (operationId, declared) => {
  it('answers what it declares', async () => {
    const ask = EXAMPLES[operationId];
    if (!ask) throw new Error(`there is no example of ${operationId}`);
    const response = await ask(apiOnFakes({ outbox, feed: localFeed('life'), checkpoints, backup }));
    const text = await textOf(response);
    expect(response.status, text).toBeLessThan(400);
    const answer = declared.answers[response.status];
    expect(answer, `${response.status} is not declared`).toBeDefined();
    if (response.status >= 300) {
      expect([response.headers.get('location'), text]).toEqual([expect.stringMatching(/^\/v1\//), '']);
      return;
    }
    expect(response.headers.get('content-type')).toContain(answer?.mediaType ?? 'application/json');
    const body = answer?.mediaType ? text : JSON.parse(text);
    const parsed = (answer?.schema ?? z.never()).safeParse(body);
    expect(parsed.error?.issues ?? []).toEqual([]);
    if (Array.isArray(body.items)) expect(body.items.length).toBeGreaterThan(0);
  });
});

/** What was answered; of a stream, which has no end, how it begins. */
const textOf = async (response: Response): Promise<string> => {
  if (response.headers.get('content-type') !== 'text/event-stream') return response.text();
  const reader = response.body?.getReader();
  const begins = await reader?.read();
  await reader?.cancel();
  return new TextDecoder().decode(begins?.value);
};

const path = (declared: Route): string => declared.path.replaceAll(/\{\w+\}/g, 'x');

describe.each(routes.filter((r) => r.role !== 'anybody').map((r) => [r.operationId, r] as [string, Route]))(
  '%s',
  (_, declared) => {
    it('refuses whoever is not signed in, and says how to', async () => {
      const response = await apiOnFakes({ outbox }).app.request(path(declared), {
        method: declared.method.toUpperCase(),
      });
      expect(response.status).toBe(401);
      expect(response.headers.get('www-authenticate')).toBe('Bearer realm="muster"');
      expect(problemDetails.parse(await response.json()).code).toBe('unauthenticated');
    });
  },
);

const BELOW = { responder: 'viewer', manager: 'responder', admin: 'manager' } as const;
const restricted = routes
  .filter((r) => r.role in BELOW)
  .map((r) => [r.operationId, r.role as keyof typeof BELOW, r] as const);

describe.each(restricted)('%s', (_, role, declared) => {
  it(`takes the role ${role}`, async () => {
    const headers = { authorization: `Bearer ${BELOW[role]}` };
    const response = await apiOnFakes({ outbox }).app.request(path(declared), {
      method: declared.method.toUpperCase(),
      headers,
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ code: 'not-permitted', requiredRole: role });
  });
});
