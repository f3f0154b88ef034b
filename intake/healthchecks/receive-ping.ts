import type { HeartbeatDefinition } from '../../domain/heartbeat/heartbeat.ts';
import type { IntegrationKeys } from '../../ports/integration-keys.ts';
import type { Ports } from '../../ports/ports.ts';
import { percentDecoded } from '../../sources/reading/percent-decoded.ts';
import { heartbeatByPingId, heartbeatNamed } from '../../usecases/heartbeats/find-heartbeat.ts';
import { failHeartbeat, hearHeartbeat } from '../../usecases/heartbeats/watch-heartbeat.ts';
import type { Answer, ReceivedRequest } from '../request/received-request.ts';

const METHODS = ['GET', 'POST', 'PUT', 'HEAD'];

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

const EXIT_STATUS = /^(?:\d|[1-9]\d|1\d\d|2[0-4]\d|25[0-5])$/;

const plain = (status: number, body: string, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
});

interface Target {
  readonly heartbeat: HeartbeatDefinition | undefined;
  /** `start`, `fail`, `log`, an exit status, or nothing: it is well. */
  readonly said: string | undefined;
}

const targetOf = async (ports: Ports, keys: IntegrationKeys, path: string): Promise<Target | undefined> => {
  const [, first = '', ...rest] = path
    .split('/')
    .filter((segment) => segment !== '')
    .map(percentDecoded);
  if (UUID.test(first)) {
    const heartbeat = heartbeatByPingId(await ports.configuration.current(), first);
    return rest.length > 1 ? undefined : { heartbeat, said: rest[0] };
  }
  const [slug, said, ...more] = rest;
  if (slug === undefined || more.length > 0) return undefined;
  const integrationId = await keys.identify(first);
  const heartbeat = integrationId === undefined ? undefined : await heartbeatNamed(ports, integrationId, slug);
  return { heartbeat, said };
};

const saidIn = ({ body }: ReceivedRequest): string =>
  (typeof body === 'string' ? body : Buffer.from(body).toString('utf8')).replaceAll('\0', '').toWellFormed().trim();

const receive = async (ports: Ports, keys: IntegrationKeys, request: ReceivedRequest): Promise<Answer> => {
  const target = await targetOf(ports, keys, request.path);
  if (!target?.heartbeat) return plain(404, 'not found');
  const { heartbeat, said } = target;
  if (said === undefined || said === '0') await hearHeartbeat(ports, heartbeat);
  else if (said === 'fail' || EXIT_STATUS.test(said)) {
    const what = said === 'fail' ? `${heartbeat.name} says that it failed.` : `${heartbeat.name} ended with ${said}.`;
    await failHeartbeat(ports, heartbeat, [what, saidIn(request)].join('\n\n').trim());
  } else if (said !== 'start' && said !== 'log') return plain(404, 'not found');
  return plain(200, 'OK');
};

/**
 * Pings as Healthchecks takes them: `/ping/{uuid}` and `/ping/{key}/{slug}`, with `/start`, `/fail`, `/log` or an exit
 * status behind it: <https://healthchecks.io/docs/http_api/>. A start and a log are accepted and are no signs of life:
 * what began and never ends must not look alive.
 *
 * @returns an answer always; it never rejects
 */
export const receivePing = async (ports: Ports, keys: IntegrationKeys, request: ReceivedRequest): Promise<Answer> => {
  if (!METHODS.includes(request.method.toUpperCase())) {
    return plain(405, 'method not allowed', { allow: METHODS.join(', ') });
  }
  try {
    return await receive(ports, keys, request);
  } catch (error) {
    ports.observer.failed('receiving a ping', error);
    return plain(503, 'try again', { 'retry-after': '5' });
  }
};
