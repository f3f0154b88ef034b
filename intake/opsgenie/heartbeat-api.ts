import {
  type Heartbeat,
  type HeartbeatDefinition,
  hasAlert,
  redefined,
  unheard,
} from '../../domain/heartbeat/heartbeat.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { PRIORITIES, priorityOf, SEVERITY_OF } from '../../domain/opsgenie/opsgenie-alert.ts';
import { percentDecoded } from '../../sources/reading/percent-decoded.ts';
import { type JsonRecord, recordOr } from '../../sources/reading/record.ts';
import { firstText } from '../../sources/reading/signal.ts';
import { cleanText, withoutSlashesAtEnd } from '../../sources/reading/text.ts';
import { createdHeartbeatId, heartbeatNamed } from '../../usecases/heartbeats/find-heartbeat.ts';
import { hearHeartbeat, silenceHeartbeat } from '../../usecases/heartbeats/watch-heartbeat.ts';
import type { Answer } from '../request/received-request.ts';
import { LIMITS, textsIn } from './alert-fields.ts';
import {
  bodyOf,
  type Exchange,
  found,
  nothingHere,
  notProcessable,
  OpsgenieRefusal,
  reply,
} from './opsgenie-answer.ts';

const MOST_LISTED = 500;

const UNIT_SECONDS: Readonly<Record<string, number>> = { minutes: 60, hours: 3_600, days: 86_400 };

const LONGEST_INTERVAL_SECONDS = 366 * 86_400;

/** The largest unit that the interval is a whole number of. */
const intervalOf = ({ intervalSeconds }: HeartbeatDefinition): { interval: number; intervalUnit: string } => {
  const intervalUnit = ['days', 'hours'].find((unit) => intervalSeconds % (UNIT_SECONDS[unit] ?? 1) === 0) ?? 'minutes';
  return { interval: intervalSeconds / (UNIT_SECONDS[intervalUnit] ?? 60), intervalUnit };
};

const briefOf = (heartbeat: Heartbeat): JsonRecord => ({
  name: heartbeat.name,
  enabled: heartbeat.enabled,
  expired: hasAlert(heartbeat),
});

const fullOf = (heartbeat: Heartbeat): JsonRecord => ({
  ...briefOf(heartbeat),
  description: heartbeat.description ?? '',
  ...intervalOf(heartbeat),
  ...(heartbeat.lastPingAt === undefined ? {} : { lastPingTime: toIso(heartbeat.lastPingAt) }),
  ...(heartbeat.ownerTeam === undefined ? {} : { ownerTeam: { name: heartbeat.ownerTeam } }),
  alertMessage: heartbeat.title ?? '',
  alertTags: heartbeat.tags ?? [],
  alertPriority: PRIORITIES.find((priority) => SEVERITY_OF[priority] === heartbeat.severity) ?? 'P3',
});

const intervalIn = (body: JsonRecord): number | undefined => {
  if (body.interval === undefined && body.intervalUnit === undefined) return undefined;
  const called = (cleanText(body.intervalUnit ?? 'minutes', LIMITS.tag) ?? '').toLowerCase();
  const unit = Object.hasOwn(UNIT_SECONDS, called) ? UNIT_SECONDS[called] : undefined;
  if (unit === undefined) throw notProcessable({ intervalUnit: 'must be one of [minutes, hours, days]' });
  const seconds = Number(cleanText(body.interval, LIMITS.tag)) * unit;
  if (!Number.isSafeInteger(seconds) || seconds < 60 || seconds > LONGEST_INTERVAL_SECONDS) {
    throw notProcessable({ interval: 'must be a whole number, and at most a year' });
  }
  return seconds;
};

/** What the body says, over what was there. */
const definitionIn = (body: JsonRecord, before: HeartbeatDefinition): HeartbeatDefinition => {
  const priority = priorityOf(body.alertPriority);
  return {
    ...before,
    intervalSeconds: intervalIn(body) ?? before.intervalSeconds,
    enabled: typeof body.enabled === 'boolean' ? body.enabled : before.enabled,
    severity: priority === undefined ? before.severity : SEVERITY_OF[priority],
    title: cleanText(body.alertMessage, LIMITS.message) ?? before.title,
    description: cleanText(body.description, LIMITS.description) ?? before.description,
    ownerTeam: firstText(LIMITS.entity, recordOr(body.ownerTeam).name, recordOr(body.ownerTeam).id) ?? before.ownerTeam,
    tags: body.alertTags === undefined ? before.tags : textsIn(body.alertTags, LIMITS.tags, LIMITS.tag),
  };
};

const stored = async ({ integration, ports }: Exchange, name: string): Promise<Heartbeat> => {
  const heartbeat = await ports.stores.heartbeats.get(createdHeartbeatId(integration.id, name));
  if (heartbeat) return heartbeat;
  const configured = await heartbeatNamed(ports, integration.id, name);
  if (!configured) throw new OpsgenieRefusal(404, `Heartbeat with name [${name}] does not exist`);
  return (await ports.stores.heartbeats.get(configured.heartbeatId)) ?? unheard(configured);
};

const changeable = async (exchange: Exchange, name: string): Promise<Heartbeat> => {
  const heartbeat = await stored(exchange, name);
  if (!heartbeat.heartbeatId.startsWith('configured ')) return heartbeat;
  throw new OpsgenieRefusal(403, `Heartbeat [${name}] is configured in Muster's files; change it there.`, {
    code: 40_301,
  });
};

const keep = async (exchange: Exchange, before: Heartbeat, definition: HeartbeatDefinition): Promise<Heartbeat> => {
  const { stores } = exchange.ports;
  if (before.enabled && !definition.enabled) await silenceHeartbeat(exchange.ports, before);
  const next = { ...redefined(before, definition), version: before.version + 1 };
  if (!(await stores.heartbeats.put(next)))
    throw new OpsgenieRefusal(409, 'The heartbeat has just changed; try again.');
  await stores.durable();
  return next;
};

const create = async (exchange: Exchange): Promise<Answer> => {
  const body = bodyOf(exchange);
  const { integration, ports } = exchange;
  const name = cleanText(body.name, LIMITS.tag * 2);
  if (name === undefined) throw notProcessable({ name: 'may not be empty' });
  const intervalSeconds = intervalIn(body);
  if (intervalSeconds === undefined) throw notProcessable({ interval: 'may not be empty' });
  const heartbeatId = createdHeartbeatId(integration.id, name);
  const basis: HeartbeatDefinition = {
    heartbeatId,
    integrationId: integration.id,
    name,
    intervalSeconds,
    enabled: true,
    severity: 'warning',
    environment: integration.environment,
  };
  const before = (await ports.stores.heartbeats.get(heartbeatId)) ?? unheard(basis);
  return reply(exchange, 201, {
    result: 'Created',
    data: briefOf(await keep(exchange, before, definitionIn(body, basis))),
  });
};

const remove = async (exchange: Exchange, name: string): Promise<Answer> => {
  const heartbeat = await changeable(exchange, name);
  await silenceHeartbeat(exchange.ports, heartbeat);
  if (!(await exchange.ports.stores.heartbeats.remove(heartbeat))) {
    throw new OpsgenieRefusal(409, 'The heartbeat has just changed; try again.');
  }
  await exchange.ports.stores.durable();
  return reply(exchange, 200, { result: 'Deleted', data: briefOf(heartbeat) });
};

/** Answered alike for a name that nobody knows, as Opsgenie does: a job must not fail because its heartbeat is gone. */
const ping = async (exchange: Exchange, name: string): Promise<Answer> => {
  const heartbeat = await heartbeatNamed(exchange.ports, exchange.integration.id, name);
  if (heartbeat) await hearHeartbeat(exchange.ports, heartbeat);
  return reply(exchange, 202, { result: 'PONG - Heartbeat received' });
};

const list = async (exchange: Exchange): Promise<Answer> => {
  const { integration, ports } = exchange;
  const heartbeats = await ports.stores.heartbeats.ofIntegration(integration.id, MOST_LISTED);
  return found(exchange, { heartbeats: heartbeats.map(fullOf) });
};

/** `/v2/heartbeats[/…]`: <https://docs.opsgenie.com/docs/heartbeat-api>. */
export const serveHeartbeats = async (exchange: Exchange, behind: string): Promise<Answer> => {
  const method = exchange.request.method.toUpperCase();
  const path = withoutSlashesAtEnd(behind).replace(/^\/+/, '');
  if (path === '' && method === 'GET') return list(exchange);
  if (path === '' && method === 'POST') return create(exchange);
  const [, raw = '', verb] = /^(.+)\/(ping|enable|disable)$/.exec(path) ?? [undefined, path, undefined];
  const name = percentDecoded(raw);
  if (verb === 'ping' && ['GET', 'HEAD', 'POST', 'PUT', 'PATCH'].includes(method)) return ping(exchange, name);
  if (verb !== undefined && ['POST', 'PUT', 'PATCH'].includes(method)) {
    const before = await changeable(exchange, name);
    const kept = await keep(exchange, before, { ...before, enabled: verb === 'enable' });
    return reply(exchange, 200, { result: `Heartbeat ${verb}d`, data: briefOf(kept) });
  }
  if (verb === undefined && name !== '') {
    if (method === 'GET') return found(exchange, fullOf(await stored(exchange, name)));
    if (method === 'DELETE') return remove(exchange, name);
    if (method === 'PATCH' || method === 'PUT') {
      const before = await changeable(exchange, name);
      const kept = await keep(exchange, before, definitionIn(bodyOf(exchange), before));
      return found(exchange, briefOf(kept));
    }
  }
  throw nothingHere();
};
