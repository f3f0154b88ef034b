import { alertIdOf } from '../../domain/alert/alert.ts';
import { toIso } from '../../domain/instant/instant.ts';
import { type OpsgenieAlert, PRIORITIES, priorityOf } from '../../domain/opsgenie/opsgenie-alert.ts';
import { opsgenie } from '../../sources/opsgenie.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';
import { tellsOfRecovery } from '../../sources/reading/recovery-title.ts';
import { scopeOfIntegration } from '../../sources/reading/signal.ts';
import { cleanKey, cleanLine, cleanText } from '../../sources/reading/text.ts';
import { addNoteForAlert } from '../../usecases/incident/add-note.ts';
import { ingest, isAllShed } from '../message/ingest.ts';
import { withMadeKey } from '../message/made-key.ts';
import { putIntoQuarantine } from '../message/quarantine.ts';
import type { Answer } from '../request/received-request.ts';
import { actOnAlert } from './act-on-alert.ts';
import { detailsIn, LIMITS, namesIn, textsIn, whoIn } from './alert-fields.ts';
import { asItIs, keepAlert, rememberAlias, withEntries } from './kept-alert.ts';
import { bodyOf, type Exchange, notProcessable, OpsgenieRefusal, willBeProcessed } from './opsgenie-answer.ts';
import { keepStatus } from './request-status.ts';

const rowOf = (
  { integration, request }: Exchange,
  body: JsonRecord,
  named: Pick<OpsgenieAlert, 'alertId' | 'tinyId' | 'alias' | 'episode'>,
): OpsgenieAlert => {
  const now = toIso(request.receivedAt);
  return {
    ...named,
    integrationId: integration.id,
    message: cleanLine(body.message, LIMITS.message) ?? '',
    description: cleanText(body.description, LIMITS.description) ?? '',
    priority: priorityOf(body.priority) ?? 'P3',
    tags: textsIn(body.tags, LIMITS.tags, LIMITS.tag),
    actions: textsIn(body.actions, LIMITS.actions, LIMITS.tag),
    details: detailsIn(body.details),
    entity: cleanText(body.entity, LIMITS.entity) ?? '',
    source: cleanText(body.source, LIMITS.source) ?? '',
    owner: '',
    responders: namesIn(body.responders ?? body.teams),
    status: 'open',
    acknowledged: false,
    count: 1,
    createdAt: now,
    updatedAt: now,
    lastOccurredAt: now,
    notes: [],
    logs: [],
    version: 0,
  };
};

/** Opsgenie refuses it, and here as there nobody is paged: whoever runs this integration finds it in the quarantine. */
const keepRefused = async ({ integration, ports, request }: Exchange, body: JsonRecord): Promise<void> => {
  await putIntoQuarantine(ports, {
    integrationId: integration.id,
    source: opsgenie.id,
    receivedAt: request.receivedAt,
    reason: `There is no priority "${cleanText(body.priority, LIMITS.tag)}"; as Opsgenie does, it was answered with 422.`,
    body: JSON.stringify(body),
  });
  await ports.stores.durable();
};

/**
 * `POST /v2/alerts`: <https://docs.opsgenie.com/docs/alert-api#create-alert>. An equal alias counts while the alert is
 * open, and is a new alert after it was closed. The page is on its way before what clients read is written, and all of it
 * is durable before the answer.
 */
export const createAlert = async (exchange: Exchange): Promise<Answer> => {
  const { integration, ports, request } = exchange;
  const body = bodyOf(exchange);
  const title = cleanLine(body.message, LIMITS.message);
  if (title === undefined) throw notProcessable({ message: 'may not be empty' });
  if (cleanText(body.priority, LIMITS.tag) !== undefined && priorityOf(body.priority) === undefined) {
    await keepRefused(exchange, body);
    throw notProcessable({ priority: `should be one of [ ${PRIORITIES.join(', ')} ]` });
  }
  const given = cleanKey(cleanText(body.alias, Number.MAX_SAFE_INTEGER));
  if (given !== undefined && tellsOfRecovery(title)) {
    return actOnAlert(exchange, { identifier: given, type: 'alias', verb: 'close' });
  }
  const key = given ?? ports.ids.next();
  const message = {
    integration,
    source: opsgenie,
    sourceName: opsgenie.id,
    body: { ...body, alias: key, action: 'create' },
    headers: {},
    receivedAt: request.receivedAt,
    ...(given === undefined && { also: withMadeKey(key) }),
  };
  const taken = await ingest(ports, [message]);
  // Refused as a whole, before anything of it is kept: a client that repeats it loses neither its note nor its entry in the log.
  if (isAllShed(taken))
    throw new OpsgenieRefusal(429, 'You are making too many requests! To avoid this, wait a minute.');
  const { acceptances } = taken;
  const idOfAlias = alertIdOf(scopeOfIntegration(integration.id), key);
  // Another one where the integration takes the key from a field of its own choosing.
  const alertId = acceptances[0]?.alertId ?? idOfAlias;
  if (alertId !== idOfAlias && given !== undefined) await rememberAlias(ports, integration.id, given, alertId);
  const alert = await ports.stores.alerts.get(alertId);
  const alias = given ?? alertId;
  if (acceptances.length === 0) {
    await keepStatus(exchange, {
      action: 'Create',
      success: false,
      status: 'Alert could not be read',
      alertId: '',
      alias,
    });
    return willBeProcessed(exchange);
  }
  const before = await ports.stores.opsgenie.alert(integration.id, alertId);
  const episode = alert?.episode ?? 1;
  const isNew = before === undefined || before.episode < episode;
  const tinyId = before?.tinyId ?? String(await ports.stores.counters.next(`opsgenie ${integration.id}`));
  const who = whoIn(body, integration.name ?? integration.id);
  const note = cleanText(body.note, LIMITS.note);
  // Alertmanager repeats its note with every repetition of the alert.
  const isNewNote = note !== undefined && (isNew || !before?.notes.some((one) => one.note === note));
  const log = isNew ? 'Alert created via API' : 'Alert repeated via API';
  const row = rowOf(exchange, body, { alertId, tinyId, alias, episode });
  await keepAlert(ports, before ?? row, (kept) => {
    const fresh = kept.episode < episode || kept.version === 0 ? { ...row, version: kept.version } : kept;
    return withEntries(asItIs(fresh, alert), request.receivedAt, who, log, isNewNote ? note : undefined);
  });
  if (alert && isNewNote) await addNoteForAlert(ports, alert, `${who}: ${note}`, who);
  await keepStatus(exchange, { action: 'Create', success: true, status: 'Created alert', alertId, alias });
  return willBeProcessed(exchange);
};
