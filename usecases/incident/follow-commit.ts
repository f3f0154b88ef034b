import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { childrenFollow, revives } from '../../domain/incident/consequences.ts';
import { type Effect, effectsOf, type PageJob } from '../../domain/incident/effects.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { type IncidentState, isEnded } from '../../domain/incident/state.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { timelineOf } from '../../domain/timeline/timeline.ts';
import type { DomainEventMessage, Ports } from '../../ports/ports.ts';
import { projections } from '../../projections/index.ts';
import { endAlerts } from '../alerts/end-alerts.ts';
import { noteRecentChanges } from '../changes/recent-changes.ts';
import { calledIfRead } from '../personal/read-words.ts';
import { keepRow } from '../projections/keep-rows.ts';
import { deliveriesOfPage } from '../reach/reached.ts';
import { ONE_MESSAGE_WITHIN_SECONDS } from '../reach/told-together.ts';
import { adoptChild } from './adopt-child.ts';
import { executeCommand, systemMetadata } from './execute-command.ts';
import { confirmPart, dropPart, gatherOutage, leaveOutage, tellLead } from './gather-outage.ts';
import { keepAnew, keepFollowed, letGoOfEnded } from './keep-head.ts';
import { loadIncident, stateAsOf } from './load-incident.ts';
import { wakeWaiting } from './run-process.ts';
import { undoMerge } from './undo-merge.ts';

/**
 * The guaranteed path: for every commit, in order, everything that must follow is made to happen, then what readers see is
 * kept. Each effect has its own key, so a commit may be followed any number of times. One step that fails stops no other.
 *
 * @throws whatever failed; the stream delivers the commit again
 */
export const followCommit = async (ports: Ports, commit: Commit): Promise<void> => {
  const lookup = await ports.inForce();
  const state = await stateAsOf(ports, commit);
  const failures: unknown[] = [];
  const attempt = async (step: () => Promise<void>): Promise<void> => {
    try {
      await step();
    } catch (error) {
      failures.push(error);
    }
  };
  // Pages are the first of the effects, and all effects come before what readers see: no view may stand in their way.
  for (const effect of effectsOf(state, commit, lookup)) await attempt(() => perform(ports, lookup, effect));
  for (const projection of projections) await attempt(() => keepRow(ports, projection, commit, state));
  await attempt(async () => ports.events.publish(messagesOf(await calledByHand(ports, state), commit)));
  await attempt(() =>
    ports.feed.tell({ stream: `incidents/${commit.incidentId}`, seq: commit.seq, list: 'incidents' }),
  );
  // One that failed is followed again, from the state before it.
  if (failures.length === 0) await attempt(() => keepFollowed(ports, state));
  if (revives(commit)) await attempt(() => keepAnew(ports, commit.incidentId));
  else if (isEnded(state)) await attempt(() => letGoOfEnded(ports, commit.incidentId));
  await ports.stores.durable({ unhurried: true });
  if (failures.length > 0) {
    throw new AggregateError(
      failures,
      `${failures.length} step(s) after commit ${commit.seq} of ${commit.incidentId} failed`,
    );
  }
  for (const entry of timelineOf(commit, lookup)) {
    ports.observer.happened({
      kind: entry.kind,
      text: entry.text,
      at: entry.at,
      incident: state.number,
      details: { seq: commit.seq, actor: commit.actor, ...(entry.folded ? { folded: true } : {}) },
    });
  }
};

const perform = async (ports: Ports, lookup: Lookup, effect: Effect): Promise<void> => {
  switch (effect.kind) {
    case 'page':
      // The fast path may have handed it over: then the ledger takes care of it.
      if (await isInLedger(ports, effect.job)) return;
      return ports.queues.sendPage(effect.job);
    case 'notify':
      return ports.queues.sendNotice(effect.job);
    case 'communicate':
      return ports.queues.sendCommunication(effect.job, ONE_MESSAGE_WITHIN_SECONDS);
    case 'acknowledge-deliveries':
      for (const pageId of effect.pageIds) await acknowledgeDeliveries(ports, effect.incidentId, pageId);
      return;
    case 'run-paging':
      await ports.workflows.ensureRunning('page-responders', {
        incidentId: effect.incidentId,
        pagingId: effect.pagingId,
      });
      return;
    case 'run-major-incident':
      await ports.workflows.ensureRunning('major-incident', { incidentId: effect.incidentId });
      return;
    case 'wake':
      return wakeWaiting(ports, effect.incidentId, effect.seq);
    case 'note-changes':
      return noteRecentChanges(ports, lookup, effect.incidentId);
    case 'end-alerts':
      return endAlerts(ports, effect.incidentId, toMs(effect.at));
    case 'adopt-child':
      return adoptChild(ports, lookup, effect.parentId, effect.childId);
    case 'undo-merge':
      return undoMerge(ports, lookup, effect);
    case 'gather-outage':
      return gatherOutage(ports, lookup, effect.incidentId);
    case 'confirm-part':
      return confirmPart(ports, lookup, effect.leadId, effect.partId);
    case 'tell-lead':
      return tellLead(ports, lookup, effect.leadId, effect.incidentId);
    case 'leave-outage':
      return leaveOutage(ports, lookup, effect.partId, effect.leadId, effect.reason);
    case 'drop-part':
      return dropPart(ports, lookup, effect);
    case 'tell-children': {
      // A commit may be followed again long after: where the parent has moved on, its later commit tells them.
      const parent = await loadIncident(ports, effect.incidentId);
      if (parent && childrenFollow(parent) !== effect.status) return;
      for (const childId of effect.children) {
        await executeCommand(ports, lookup, childId, {
          type: 'follow-parent',
          status: effect.status,
          notes: effect.notes,
          metadata: systemMetadata(ports, 'system', 'parent'),
        });
      }
      return;
    }
    default:
      return effect satisfies never;
  }
};

/** Whether somebody has tried to send this page. */
const isInLedger = async (ports: Ports, { incidentId, pageId }: PageJob): Promise<boolean> =>
  (await deliveriesOfPage(ports, incidentId, pageId, 1)).length > 0;

const acknowledgeDeliveries = async (ports: Ports, incidentId: string, pageId: string): Promise<void> => {
  const now = toIso(ports.clock.now());
  for (const delivery of await deliveriesOfPage(ports, incidentId, pageId)) {
    if (delivery.status === 'failed' || delivery.status === 'acknowledged') continue;
    await ports.stores.deliveries.settle({
      incidentId,
      deliveryId: delivery.deliveryId,
      status: 'acknowledged',
      acknowledgedAt: now,
    });
  }
};

/** What a person opened goes by that person's title where it is published; what strangers report does not. */
const calledByHand = async (ports: Ports, state: IncidentState): Promise<IncidentState> =>
  state.origin.kind === 'person' ? calledIfRead(ports, state, state.words) : state;

/** `IncidentOpened` → `Incident Opened`. */
const wordsOf = (type: string): string => type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');

/** What was known of each alert before is the fold's own bookkeeping: a storm's would fill the message, and nobody is promised it. */
const publishedOf = (event: IncidentEvent): Readonly<Record<string, unknown>> => {
  if (!('before' in event) || typeof event.before === 'string') return event;
  const { before: _, ...published } = event;
  return published;
};

const messagesOf = (state: IncidentState, commit: Commit): DomainEventMessage[] =>
  commit.events.map((event, index) => ({
    id: `${commit.incidentId}-${commit.seq}-${index}`,
    detailType: wordsOf(event.type),
    time: commit.at,
    detail: {
      incidentId: commit.incidentId,
      number: state.number,
      seq: commit.seq,
      title: state.title,
      status: state.status,
      major: state.major,
      severity: state.severity,
      serviceId: state.serviceId,
      environment: state.environment,
      actor: commit.actor,
      event: publishedOf(event),
    },
  }));
