import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import type { Configuration } from '../../domain/configuration/configuration.ts';
import { acceptEvents } from '../../intake/aws/accept-events.ts';
import type { Answer } from '../../intake/request/received-request.ts';
import { type SimulatedPorts, simulatedPorts } from '../../simulation/simulated-ports.ts';
import { SOURCES } from '../../sources/index.ts';
import { ask, compatiblePorts } from '../fakes/compatible.ts';
import { keyOf, sendTo } from '../fakes/intake.ts';
import { fixturesOf } from '../fakes/source-fixtures.ts';
import { changes, damaged } from './damage.ts';
import { byteChanges, damagedBytes } from './damage-bytes.ts';
import { mustBeSound, type Outcome } from './read-damaged.ts';
import type { Target } from './targets.ts';

const target = <T>(one: Target<T>): Target => one as Target;

const ID = '11111111-2222-4333-8444-555555555555';

/** Parsed once; every request finds a deployment of its own to which nothing has happened. */
const configuration: Configuration = compatiblePorts({
  heartbeats: [{ id: 'nightly', service: 'checkout', intervalSeconds: 300, pingId: ID }],
}).configured.current;

/** What DynamoDB holds of one item, but for its key. */
const LARGEST_ROW = 390 * 1024;

/** As DynamoDB counts: the bytes of names and texts, and a little for everything else. */
const bytesOf = (value: unknown): number => {
  if (typeof value === 'string') return Buffer.byteLength(value);
  if (typeof value !== 'object' || value === null) return 8;
  return Object.entries(value).reduce((sum, [name, inside]) => sum + name.length + bytesOf(inside) + 1, 3);
};

const isWellFormed = (value: unknown): boolean => {
  if (typeof value === 'string') return value.isWellFormed();
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([name, inside]) => name.isWellFormed() && isWellFormed(inside));
};

const problemsOfRows = ({ collected, stores }: SimulatedPorts): string[] => {
  const problems = collected.failures.map(({ what, error }) => `${what} failed: ${(error as Error)?.stack ?? error}`);
  for (const [kind, rows] of Object.entries(stores.held)) {
    if (!(rows instanceof Map)) continue;
    for (const row of rows.values()) {
      const bytes = bytesOf(row);
      if (bytes > LARGEST_ROW) problems.push(`a row of ${kind} has ${bytes} bytes`);
      if (!isWellFormed(row)) problems.push(`half a surrogate pair in ${kind}`);
    }
  }
  return problems;
};

const TAKEN = new Set([200, 201, 202]);
const LARGEST_ANSWER = 512 * 1024;

/** An answer of an endpoint: never a failure of ours, of any size, or in two lines of a header. */
const soundAnswer = (ports: SimulatedPorts, { body, headers, status }: Answer): Outcome => {
  const problems = problemsOfRows(ports);
  if (status >= 500 || status === 429) problems.push(`it is answered with ${status}: ${body.slice(0, 200)}`);
  if (body.length > LARGEST_ANSWER) problems.push(`an answer of ${body.length} characters`);
  if (!body.isWellFormed()) problems.push('an answer with half a surrogate pair');
  if (/[\r\n\0]/.test(Object.entries(headers).flat().join(''))) problems.push('a header with a line break');
  mustBeSound(problems);
  return TAKEN.has(status) ? 'understood' : 'refused';
};

const isObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** With the key of the integration, without which nothing gets behind the door. */
const keyed = (name: string, body: unknown): string =>
  JSON.stringify(isObject(body) ? { ...body, [name]: keyOf('monitor') } : body) ?? '';

const V1 = {
  event_type: 'trigger',
  incident_key: 'srv01/HTTP',
  description: 'FAILURE for production/HTTP on machine srv01',
  client: 'Monitoring',
  client_url: 'https://monitoring.example.com',
  details: { load: 7.2, state: { code: 3 } },
  contexts: [
    { type: 'link', href: 'https://example.com', text: 'x' },
    { type: 'image', src: 'https://example.com/i.png' },
  ],
};
const CHANGE = {
  payload: {
    summary: 'Build success: increased snooze time',
    timestamp: '2026-11-21T18:00:00.000Z',
    source: 'acme-build-pipeline',
    custom_details: { build_state: 'passed', build_number: 220, service: 'checkout', user: 'ana' },
  },
  links: [{ href: 'https://acme.example/build/2', text: 'View more' }],
};

const PAGERDUTY: readonly (readonly [address: string, keyName: string, bodies: readonly unknown[]])[] = [
  ['/v2/enqueue', 'routing_key', fixturesOf('pagerduty').map(({ body }) => body)],
  ['/generic/2010-04-15/create_event.json', 'service_key', [V1, { ...V1, event_type: 'resolve' }]],
  ['/v2/change/enqueue', 'routing_key', [CHANGE]],
];

const pagerduty = PAGERDUTY.flatMap(([address, keyName, bodies]) => [
  target({
    name: `POST ${address}`,
    damage: fc.tuple(fc.constantFrom(...bodies), changes),
    understood: 0.1,
    run: async ([body, made]) => {
      const ports = simulatedPorts({ configuration });
      return soundAnswer(ports, await sendTo(ports, address, keyed(keyName, damaged(body, made))));
    },
  }),
  target({
    name: `POST ${address} as bytes`,
    damage: fc.tuple(fc.constantFrom(...bodies), byteChanges),
    understood: 0.02,
    run: async ([body, made]) => {
      const ports = simulatedPorts({ configuration });
      return soundAnswer(ports, await sendTo(ports, address, damagedBytes(keyed(keyName, body), made)));
    },
  }),
]);

interface Recorded {
  readonly method: string;
  readonly path: string;
  readonly rawBody: string | null;
}

const FOLDER = new URL('../fixtures/opsgenie/', import.meta.url);

const recorded: Recorded[] = readdirSync(FOLDER)
  .filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8')) as Recorded);

/** What no recording has: every other verb, the heartbeats, the incidents. */
const more: Recorded[] = (
  [
    ['POST', '/v2/alerts/a/snooze?identifierType=alias', { endTime: '2026-11-22T00:00:00Z', note: 'n' }],
    ['POST', '/v2/alerts/a/escalate?identifierType=alias', { escalation: { name: 'e' } }],
    ['POST', '/v2/alerts/a/assign?identifierType=alias', { owner: { username: 'ana' } }],
    ['POST', '/v2/alerts/a/responders?identifierType=alias', { responder: { type: 'user', username: 'ana' } }],
    ['POST', '/v2/alerts/a/teams?identifierType=alias', { team: { name: 't' } }],
    ['POST', '/v2/alerts/a/tags?identifierType=alias', { tags: ['x', 'y'] }],
    ['POST', '/v2/alerts/a/details?identifierType=alias', { details: { a: 'b' } }],
    ['POST', '/v2/alerts/a/actions/restart?identifierType=alias', { note: 'n' }],
    ['PUT', '/v2/alerts/a/priority?identifierType=alias', { priority: 'P1' }],
    ['PUT', '/v2/alerts/a/message?identifierType=alias', { message: 'm' }],
    ['PUT', '/v2/alerts/a/description?identifierType=alias', { description: 'd' }],
    ['DELETE', '/v2/alerts/a/tags?identifierType=alias&tags=x,y', {}],
    ['DELETE', '/v2/alerts/a/details?identifierType=alias&keys=a', {}],
    ['GET', '/v2/alerts?query=status:open AND tag="x"&sort=alias&order=asc&limit=2', {}],
    ['POST', '/v2/heartbeats', { name: 'h', interval: 5, intervalUnit: 'minutes', enabled: true, alertTags: ['t'] }],
    ['PATCH', '/v2/heartbeats/h', { interval: 1, intervalUnit: 'days', ownerTeam: { name: 't' } }],
    ['POST', '/v2/heartbeats/h/ping', {}],
    ['POST', '/v1/incidents/create', { message: 'm', priority: 'P1', impactedServices: ['checkout'], note: 'n' }],
    ['POST', '/v1/incidents/i/responders', { responder: { name: 'r' } }],
    ['POST', `/ping/${ID}/fail`, { said: 'disk full' }],
  ] as const
).map(([method, path, body]) => ({ method, path, rawBody: JSON.stringify(body) }));

const REQUESTS = [...recorded, ...more];

/** The address of `a`, with one of its parts, or of its query's values, damaged. */
const addresses = fc.tuple(
  fc.nat(),
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    {
      weight: 1,
      arbitrary: fc.constantFrom(
        'constructor:x',
        '__proto__',
        '%',
        '%00',
        '%ED%A0%80',
        '',
        '/',
        '//',
        'x'.repeat(9000),
      ),
    },
    { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 12 }) },
  ),
);

const damagedAddress = (path: string, [at, by]: readonly [number, string | undefined]): string => {
  if (by === undefined) return path;
  const parts = path.split(/([/?&=])/);
  const places = parts.map((_, i) => i).filter((i) => i % 2 === 0 && i > 2);
  return parts.map((part, i) => (i === places[at % places.length] ? by : part)).join('');
};

const opsgenie = target({
  name: "requests of Opsgenie's clients",
  damage: fc.tuple(fc.constantFrom(...REQUESTS), addresses, changes, fc.boolean()),
  understood: 0.1,
  run: async ([{ method, path, rawBody }, address, made, asBytes]) => {
    const ports = simulatedPorts({ configuration });
    await ask(ports, 'POST', '/v2/alerts', { message: 'm', alias: 'a', tags: ['x'] });
    await ask(ports, 'POST', '/v2/heartbeats', { name: 'h', interval: 5, intervalUnit: 'minutes' });
    const sent = rawBody === null || rawBody === '' ? {} : (JSON.parse(rawBody) as unknown);
    const body = JSON.stringify(damaged(sent, made)) ?? '';
    const bytes = asBytes ? { body: damagedBytes(rawBody ?? '', [{ kind: 'flip', at: made.length, with: 3 }]) } : {};
    return soundAnswer(ports, await ask(ports, method, damagedAddress(path, address), body, bytes));
  },
});

const netdata = target({
  name: 'requests of netdata to the address of Opsgenie',
  damage: fc.tuple(fc.constantFrom(...fixturesOf('netdata').map(({ body }) => body)), changes),
  understood: 0.1,
  run: async ([body, made]) => {
    const ports = simulatedPorts({ configuration });
    const address = `/v1/json/integrations/webhooks/netdata?apiKey=${keyOf('nd')}`;
    return soundAnswer(
      ports,
      await ask(ports, 'POST', address, JSON.stringify(damaged(body, made)) ?? '', { headers: {} }),
    );
  },
});

const AWS = SOURCES.filter(({ awsEvent }) => awsEvent !== undefined).flatMap(({ id }) =>
  fixturesOf(id).map(({ body }) => body),
);

const queue = target({
  name: 'messages of the queue of AWS events',
  damage: fc.tuple(fc.constantFrom(...AWS), changes, fc.boolean()),
  understood: 0.1,
  run: async ([body, made, inTopic]): Promise<Outcome> => {
    const ports = simulatedPorts({ configuration });
    const text = JSON.stringify(damaged(body, made)) ?? '';
    const message = inTopic ? JSON.stringify({ Type: 'Notification', TopicArn: 't', Message: text }) : text;
    const { received, quarantined } = await acceptEvents(ports, 'aws', [message]);
    mustBeSound(problemsOfRows(ports));
    return received > quarantined ? 'understood' : 'refused';
  },
});

export const endpointTargets: readonly Target[] = [...pagerduty, opsgenie, netdata, queue];
