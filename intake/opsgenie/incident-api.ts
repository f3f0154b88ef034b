import type { Principal } from '../../domain/access/principal.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import type { OpenByHand, PublicCommand } from '../../domain/incident/commands.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { type Priority, priorityOf } from '../../domain/opsgenie/opsgenie-alert.ts';
import { type JsonRecord, recordOr } from '../../sources/reading/record.ts';
import { firstText } from '../../sources/reading/signal.ts';
import { cleanLine, cleanText } from '../../sources/reading/text.ts';
import { commandIncident } from '../../usecases/incident/command-incident.ts';
import { findIncident } from '../../usecases/incident/execute-command.ts';
import { loadIncident } from '../../usecases/incident/load-incident.ts';
import { openByHand } from '../../usecases/incident/open-by-hand.ts';
import { listIncidents } from '../../usecases/incident/read-incident.ts';
import type { Answer } from '../request/received-request.ts';
import { detailsIn, LIMITS, namesIn, textsIn } from './alert-fields.ts';
import { SEARCHED_INCIDENTS } from './incident-query.ts';
import { askedFor, pageOf, type Sorted } from './list-page.ts';
import {
  bodyOf,
  type Exchange,
  found,
  nothingHere,
  notProcessable,
  OpsgenieRefusal,
  willBeProcessed,
} from './opsgenie-answer.ts';
import { keepStatus, readIncidentStatus } from './request-status.ts';
import { incidentStatusOf, priorityOfIncident, shownIncident } from './shown-incident.ts';

const LONGEST_TEXT = 8_000;

const ASSESSED: Readonly<Record<Priority, Required<Pick<OpenByHand, 'impact' | 'urgency' | 'declare'>>>> = {
  P1: { impact: 'extensive', urgency: 'critical', declare: true },
  P2: { impact: 'significant', urgency: 'high', declare: true },
  P3: { impact: 'moderate', urgency: 'medium', declare: false },
  P4: { impact: 'minor', urgency: 'low', declare: false },
  P5: { impact: 'minor', urgency: 'low', declare: false },
};

/** Who holds the key may do what an Opsgenie key may: declare, and decide about what it declared itself. */
const principalOf = ({ integration }: Exchange): Principal => ({
  id: `integration-${integration.id}`,
  name: integration.name ?? integration.id,
  role: 'manager',
});

const reporterOf = ({ integration }: Exchange): string => `Opsgenie API, integration ${integration.id}`;

/** Only what came through this integration: the key is the integration's, not the deployment's. */
const isOwn = (exchange: Exchange, { origin }: IncidentState): boolean =>
  origin.kind === 'person' && origin.reporter === reporterOf(exchange);

/** By id or number, or by the id of a request about it. */
const ownIncident = async (exchange: Exchange, identifier: string): Promise<IncidentState | undefined> => {
  const { integration, ports } = exchange;
  try {
    const request = await ports.stores.opsgenie.request(integration.id, identifier);
    const state = await findIncident(ports, request?.alertId || identifier);
    return isOwn(exchange, state) ? state : undefined;
  } catch (error) {
    if (error instanceof DomainError) return undefined;
    throw error;
  }
};

/** A list looks at the newest incidents only, of whoever opened them. */
const MOST_SEARCHED = 200;

const SORTED_BY: Sorted<IncidentState> = {
  createdAt: ({ openedAt }) => openedAt,
  updatedAt: ({ updatedAt }) => updatedAt,
  tinyId: ({ number }) => number,
  message: ({ title }) => title,
  status: incidentStatusOf,
  priority: priorityOfIncident,
  isSeen: () => undefined,
  owner: () => undefined,
};

/** `GET /v1/incidents?query=&offset=&limit=&sort=&order=` */
const list = async (exchange: Exchange): Promise<Answer> => {
  const { ports, request } = exchange;
  const matches = askedFor(SEARCHED_INCIDENTS, request);
  const { items } = await listIncidents(ports, {}, { limit: MOST_SEARCHED });
  const states = await Promise.all(items.map(({ incidentId }) => loadIncident(ports, incidentId)));
  const own = states.filter((state) => state !== undefined).filter((state) => isOwn(exchange, state) && matches(state));
  return pageOf(exchange, own, SORTED_BY, shownIncident);
};

const done = async (exchange: Exchange, action: string, status: string, incidentId: string): Promise<Answer> => {
  await keepStatus(exchange, { action, success: true, status, alertId: incidentId, alias: '' });
  return willBeProcessed(exchange);
};

const create = async (exchange: Exchange): Promise<Answer> => {
  const { integration, ports } = exchange;
  const body = bodyOf(exchange);
  const title = cleanLine(body.message, 1024);
  if (title === undefined) throw notProcessable({ message: 'may not be empty' });
  const lookup = await ports.inForce();
  // Opsgenie's Go client names the one service that it asks for in a field of its own.
  const own = textsIn(body.serviceId, 1, LIMITS.entity);
  const impacted = [...own, ...textsIn(body.impactedServices, 20, LIMITS.entity)];
  const named = impacted.map((name) => lookup.service(name) ?? lookup.serviceNamed(name)).find((one) => one);
  const told = [
    cleanText(body.description, LONGEST_TEXT / 2),
    impacted.length > 0 ? `Impacted services: ${impacted.join(', ')}` : undefined,
    namesIn(body.responders).length > 0 ? `Responders: ${namesIn(body.responders).map(({ name }) => name)}` : undefined,
    ...Object.entries(detailsIn(body.details)).map(([key, value]) => `${key}: ${value}`),
    cleanText(body.note, LONGEST_TEXT / 4),
  ].filter((text) => text !== undefined);
  const asked = {
    title,
    description: cleanText(told.join('\n\n'), LONGEST_TEXT),
    service: named?.id ?? integration.service ?? lookup.configuration.unroutedService,
    environment: integration.environment,
    ...ASSESSED[priorityOf(body.priority) ?? 'P3'],
    reporter: reporterOf(exchange),
  };
  const { state } = await openByHand(ports, principalOf(exchange), asked, undefined, 'program');
  return done(exchange, 'Create', 'Created incident', state.incidentId);
};

interface Act {
  readonly action: string;
  readonly status: string;
  readonly commands: readonly PublicCommand[];
}

const actOf = (verb: string, body: JsonRecord, state: IncidentState): Act | undefined => {
  const note = cleanText(body.note, LONGEST_TEXT);
  const noted: PublicCommand[] = note === undefined ? [] : [{ type: 'add-note', text: note }];
  switch (verb) {
    case 'resolve':
    case 'close': {
      const summary = note ?? `Asked to ${verb} through Opsgenie's API.`;
      const commands: PublicCommand[] = state.status === 'resolved' ? [...noted] : [{ type: 'resolve', summary }];
      if (verb === 'close') commands.push({ type: 'close', reason: summary });
      return { action: verb === 'close' ? 'Close' : 'Resolve', status: `${verb}d incident`, commands };
    }
    case 'reopen':
      return {
        action: 'Reopen',
        status: 'reopened incident',
        commands: [{ type: 'reopen', reason: note ?? "Asked for through Opsgenie's API." }],
      };
    case 'notes':
      if (note === undefined) throw notProcessable({ note: 'may not be empty' });
      return { action: 'AddNote', status: 'added note', commands: noted };
    case 'priority': {
      const priority = priorityOf(body.priority);
      if (priority === undefined) throw notProcessable({ priority: 'must be one of [P1, P2, P3, P4, P5]' });
      const severity = `SEV${priority.slice(1)}` as 'SEV1';
      const reason = note ?? `Priority ${priority} through Opsgenie's API.`;
      return {
        action: 'UpdatePriority',
        status: 'updated priority',
        commands: [{ type: 'change-severity', severity, reason }],
      };
    }
    case 'responders':
    case 'tags':
    case 'details':
    case 'message':
    case 'description': {
      const responder = firstText(LIMITS.entity, recordOr(body.responder).name, recordOr(body.responder).username);
      const said = cleanText(JSON.stringify(responder ?? body[verb] ?? body), LONGEST_TEXT / 2);
      const text = `Through Opsgenie's API, ${verb}: ${said}`;
      return { action: 'Update', status: `updated ${verb}`, commands: [{ type: 'add-note', text }, ...noted] };
    }
    default:
      return undefined;
  }
};

const actOnIncident = async (exchange: Exchange, identifier: string, verb: string): Promise<Answer> => {
  const state = await ownIncident(exchange, identifier);
  const refused = async (status: string): Promise<Answer> => {
    await keepStatus(exchange, { action: verb, success: false, status, alertId: state?.incidentId ?? '', alias: '' });
    return willBeProcessed(exchange);
  };
  if (!state) return refused(`There is no incident with id [${identifier}]`);
  const asked = actOf(verb, bodyOf(exchange), state);
  if (!asked) throw nothingHere();
  try {
    for (const command of asked.commands) {
      await commandIncident(exchange.ports, principalOf(exchange), state.incidentId, command);
    }
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    // A review that is still open keeps a resolved incident from being closed; that is no failure of the sender.
    return refused(error.message);
  }
  return done(exchange, asked.action, asked.status, state.incidentId);
};

const read = async (exchange: Exchange, identifier: string): Promise<Answer> => {
  const state = await ownIncident(exchange, identifier);
  if (!state) throw new OpsgenieRefusal(404, 'Incident does not exist');
  return found(exchange, shownIncident(state));
};

/** `/v1/incidents[/…]`: <https://docs.opsgenie.com/docs/incident-api>. A priority of P1 or P2 declares a major incident. */
export const serveIncidents = async (exchange: Exchange, behind: string): Promise<Answer> => {
  const method = exchange.request.method.toUpperCase();
  const segments = behind.split('/').filter((segment) => segment !== '');
  const [first = '', second, ...more] = segments;
  if (method === 'GET' && first === '') return list(exchange);
  if (method === 'POST' && first === 'create' && second === undefined) return create(exchange);
  if (method === 'GET' && first === 'requests' && second !== undefined) return readIncidentStatus(exchange, second);
  if (method === 'GET' && first !== '' && second === undefined) return read(exchange, first);
  const acts = ['POST', 'PUT', 'PATCH'].includes(method) && second !== undefined && more.length === 0;
  if (acts) return actOnIncident(exchange, first, second);
  if (method === 'DELETE' && first !== '' && second === undefined) return actOnIncident(exchange, first, 'close');
  throw nothingHere();
};
