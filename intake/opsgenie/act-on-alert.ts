import { toIso } from '../../domain/instant/instant.ts';
import { type OpsgenieAlert, SEVERITY_OF } from '../../domain/opsgenie/opsgenie-alert.ts';
import { groupOfEvent } from '../../sources/reading/alertmanager-group.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';
import { cleanText } from '../../sources/reading/text.ts';
import { acceptSignals } from '../../usecases/alerts/accept-signals.ts';
import { addNoteForAlert } from '../../usecases/incident/add-note.ts';
import type { Answer } from '../request/received-request.ts';
import { type ActionOutcome, outcomeOf } from './alert-action.ts';
import { LIMITS, whoIn } from './alert-fields.ts';
import type { IdentifierType } from './alert-path.ts';
import { type FoundAlert, findAlert, isAlertOpen, keepAlert, withEntries } from './kept-alert.ts';
import { bodyOf, type Exchange, willBeProcessed } from './opsgenie-answer.ts';
import { keepStatus } from './request-status.ts';
import { shownAlert } from './shown-alert.ts';
import { signalAbout } from './signal-about.ts';

export interface AskedAction {
  readonly identifier: string;
  readonly type: IdentifierType;
  readonly verb: string;
  readonly name?: string;
}

/** DELETE has no body: what else would be in it is in the query. */
const askedIn = (exchange: Exchange): JsonRecord => {
  const body = bodyOf(exchange);
  if (exchange.request.method.toUpperCase() !== 'DELETE') return body;
  const { tags, keys, user, source, note } = exchange.request.query;
  return { tags, keys: keys?.split(','), user, source, note, ...body };
};

const nothingOpen = ({ identifier, type }: AskedAction): string =>
  `There is no open alert with ${type} [${identifier}]`;

/** Why it cannot be done, in the words by which Zabbix knows that it need not ask again; undefined when it can. */
const refusalOf = (
  asked: AskedAction,
  outcome: ActionOutcome,
  target: FoundAlert,
  shown: OpsgenieAlert,
): string | undefined => {
  const { kept } = target;
  if (kept.status === 'deleted') return nothingOpen(asked);
  if (!outcome.needsOpen || isAlertOpen(target)) {
    return outcome.signal === 'acknowledged' && shown.acknowledged ? 'Alert is already acknowledged' : undefined;
  }
  return asked.verb === 'close' ? 'Alert is already closed' : nothingOpen(asked);
};

const perform = async (
  { integration, ports, request }: Exchange,
  outcome: ActionOutcome,
  body: JsonRecord,
  { alert, kept }: FoundAlert,
): Promise<void> => {
  const { receivedAt } = request;
  if (outcome.signal) {
    const status = outcome.signal;
    // Who else closes it speaks of this alert only; Alertmanager closes it when its whole group is over.
    const sharedGroup = groupOfEvent(kept.alias, body.source, status) ?? alert.sharedGroup;
    await acceptSignals(ports, [signalAbout(alert, { status, receivedAt, sharedGroup })]);
  }
  if (outcome.worsens) {
    const severity = SEVERITY_OF[outcome.change.priority ?? kept.priority];
    await acceptSignals(ports, [signalAbout(alert, { status: 'firing', receivedAt, severity })], { recount: false });
  }
  const who = whoIn(body, integration.name ?? integration.id);
  const note = cleanText(body.note, LIMITS.note);
  const takenBack = outcome.change.acknowledged === false ? { unacknowledgedAt: toIso(receivedAt) } : {};
  await keepAlert(ports, kept, (before) =>
    withEntries({ ...before, ...outcome.change, ...takenBack }, receivedAt, who, outcome.told ?? outcome.status, note),
  );
  const told = [outcome.told, note].filter((text) => text !== undefined);
  if (told.length > 0) await addNoteForAlert(ports, alert, `${who}: ${told.join('\n')}`, who);
};

/**
 * An action on an alert, taken even where there is no such alert: its status then says so. What Muster does not do is
 * written on the incident, for people to do.
 */
export const actOnAlert = async (exchange: Exchange, asked: AskedAction): Promise<Answer> => {
  const { integration, ports } = exchange;
  const body = askedIn(exchange);
  const target = await findAlert(ports, integration.id, asked.identifier, asked.type);
  const alias = target?.kept.alias ?? (asked.type === 'alias' ? asked.identifier : '');
  if (!target) {
    const action = asked.verb;
    await keepStatus(exchange, { action, success: false, status: nothingOpen(asked), alertId: '', alias });
    return willBeProcessed(exchange);
  }
  const outcome = outcomeOf(asked.verb, body, target.kept, asked.name);
  const { alertId } = target.alert;
  const refusal = refusalOf(asked, outcome, target, await shownAlert(ports, target.kept, target.alert));
  if (refusal === undefined) await perform(exchange, outcome, body, target);
  const status = refusal ?? outcome.status;
  await keepStatus(exchange, { action: outcome.action, success: refusal === undefined, status, alertId, alias });
  return willBeProcessed(exchange);
};
