import { parseInstant, toIso } from '../../domain/instant/instant.ts';
import { type OpsgenieAlert, priorityOf } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { SignalStatus } from '../../domain/signal/signal.ts';
import { type JsonRecord, recordOr } from '../../sources/reading/record.ts';
import { firstText } from '../../sources/reading/signal.ts';
import { cleanLine, cleanText } from '../../sources/reading/text.ts';
import { detailsIn, LIMITS, namesIn, textsIn } from './alert-fields.ts';
import { notProcessable } from './opsgenie-answer.ts';

/** What an action does to an alert: to what clients read back, to Muster's alert, and to its incident. */
export interface ActionOutcome {
  /** As Opsgenie calls it in the status of a request. */
  readonly action: string;
  readonly status: string;
  readonly change: Partial<OpsgenieAlert>;
  readonly signal?: Extract<SignalStatus, 'acknowledged' | 'resolved'>;
  /** A line for the incident: what Muster cannot express, or people should know. */
  readonly told?: string;
  /** Set where the priority is raised: the alert is at least as severe as that. */
  readonly worsens?: true;
  /** Only an open alert can be acted upon like this. */
  readonly needsOpen?: true;
}

type Act = (body: JsonRecord, alert: OpsgenieAlert, name: string) => ActionOutcome;

const TOLD_LENGTH = 2_000;

const required = (field: string, value: string | undefined): string => {
  if (value === undefined) throw notProcessable({ [field]: 'may not be empty' });
  return value;
};

const nameIn = (value: unknown): string | undefined => {
  const { name, username, id } = recordOr(value);
  return firstText(LIMITS.entity, name, username, id, value);
};

const shortened = (text: string): string => (text.length > TOLD_LENGTH ? `${cleanText(text, TOLD_LENGTH - 1)}…` : text);

const ACTIONS: Readonly<Record<string, Act>> = {
  acknowledge: () => ({
    action: 'Acknowledge',
    status: 'Acknowledged alert',
    change: { acknowledged: true },
    signal: 'acknowledged',
    needsOpen: true,
  }),
  unacknowledge: () => ({
    action: 'UnAcknowledge',
    status: 'Unacknowledged alert',
    change: { acknowledged: false },
    told: 'Somebody took the acknowledgement back. Muster does not page again for it: page from the incident.',
    needsOpen: true,
  }),
  close: () => ({
    action: 'Close',
    status: 'Closed alert',
    change: { status: 'closed' },
    signal: 'resolved',
    needsOpen: true,
  }),
  notes: (body) => {
    required('note', cleanText(body.note, LIMITS.note));
    return { action: 'AddNote', status: 'Added note', change: {} };
  },
  snooze: (body) => {
    const until = parseInstant(body.endTime);
    if (until === undefined) throw notProcessable({ endTime: 'must be a date and time such as 2026-11-21T21:00:00Z' });
    const snoozedUntil = toIso(until);
    const told = `Snooze until ${snoozedUntil} was asked for. Muster goes on paging; acknowledge to stop it.`;
    return { action: 'Snooze', status: 'Snoozed alert', change: { snoozedUntil }, told, needsOpen: true };
  },
  escalate: (body) => {
    const to = required('escalation', nameIn(body.escalation));
    const told = `Escalation to "${to}" was asked for. Muster escalates by the policy of the service.`;
    return { action: 'EscalateToNext', status: 'Escalated alert', change: {}, told, needsOpen: true };
  },
  assign: (body) => {
    const owner = required('owner', nameIn(body.owner));
    return { action: 'Assign', status: 'Assigned alert', change: { owner }, told: `Assigned to ${owner}.` };
  },
  responders: (body, alert) => {
    const added = required('responder', nameIn(body.responder) ?? namesIn(body.responders).at(0)?.name);
    const responders = [
      ...alert.responders,
      { name: added, type: cleanText(recordOr(body.responder).type, LIMITS.tag) ?? 'user' },
    ];
    const told = `Responder "${added}" was added. Muster pages who the service's policy names.`;
    return { action: 'AddResponder', status: 'Added responder', change: { responders: responders.slice(-50) }, told };
  },
  teams: (body, alert) => {
    const added = required('team', nameIn(body.team));
    const responders = [...alert.responders, { name: added, type: 'team' }].slice(-50);
    const told = `Team "${added}" was added. Muster pages who the service's policy names.`;
    return { action: 'AddTeam', status: 'Added team', change: { responders }, told };
  },
  tags: (body, alert) => {
    const added = textsIn(body.tags, LIMITS.tags, LIMITS.tag);
    const tags = [...new Set([...alert.tags, ...added])].slice(0, LIMITS.tags);
    return { action: 'AddTags', status: 'Added tags', change: { tags }, told: `Tags added: ${added.join(', ')}` };
  },
  'remove-tags': (body, alert) => {
    const removed = textsIn(body.tags, LIMITS.tags, LIMITS.tag);
    const tags = alert.tags.filter((tag) => !removed.includes(tag));
    return {
      action: 'RemoveTags',
      status: 'Removed tags',
      change: { tags },
      told: `Tags removed: ${removed.join(', ')}`,
    };
  },
  details: (body, alert) => {
    const added = detailsIn(body.details);
    const told = Object.entries(added).map(([key, value]) => `${key}: ${value}`);
    const details = detailsIn({ ...alert.details, ...added });
    return { action: 'AddDetails', status: 'Added details', change: { details }, told: `Details: ${told.join('; ')}` };
  },
  'remove-details': (body, alert) => {
    const keys = textsIn(body.keys, LIMITS.details, LIMITS.entity);
    const details = Object.fromEntries(Object.entries(alert.details).filter(([key]) => !keys.includes(key)));
    const told = `Details removed: ${keys.join(', ')}`;
    return { action: 'RemoveDetails', status: 'Removed details', change: { details }, told };
  },
  action: (_body, _alert, name) => ({
    action: 'CustomAction',
    status: `Executed action ${name}`,
    change: {},
    told: `The action "${name}" was asked for. Muster runs no custom actions; run it by hand.`,
  }),
  message: (body, alert) => {
    const message = required('message', cleanLine(body.message, LIMITS.message));
    const told = message === alert.message ? undefined : `The message is now: ${message}`;
    return { action: 'UpdateMessage', status: 'Updated message', change: { message }, told };
  },
  description: (body, alert) => {
    const description = required('description', cleanText(body.description, LIMITS.description));
    const told = description === alert.description ? undefined : `The description is now: ${shortened(description)}`;
    return { action: 'UpdateDescription', status: 'Updated description', change: { description }, told };
  },
  priority: (body, alert) => {
    const priority = priorityOf(body.priority);
    if (priority === undefined) throw notProcessable({ priority: 'must be one of [P1, P2, P3, P4, P5]' });
    if (priority === alert.priority) return { action: 'UpdatePriority', status: 'Updated priority', change: {} };
    return {
      action: 'UpdatePriority',
      status: 'Updated priority',
      change: { priority },
      told: `The priority changed from ${alert.priority} to ${priority}.`,
      ...(priority < alert.priority ? { worsens: true } : {}),
    };
  },
  delete: () => ({
    action: 'Delete',
    status: 'Deleted alert',
    change: { status: 'deleted' },
    signal: 'resolved',
    told: 'The alert was deleted at its sender, which counts as its end.',
  }),
};

/** @throws OpsgenieRefusal 422 where the body lacks what the action needs */
export const outcomeOf = (verb: string, body: JsonRecord, alert: OpsgenieAlert, name = ''): ActionOutcome => {
  const action = Object.hasOwn(ACTIONS, verb) ? ACTIONS[verb] : undefined;
  if (!action) throw new TypeError(`There is no action "${verb}".`);
  return action(body, alert, name);
};
