import type { AlertReference } from '../../domain/alert/alert.ts';
import { type Lookup, lookupIn } from '../../domain/configuration/lookup.ts';
import type { MajorChild } from '../../domain/incident/commands.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { type Effect, effectsOf, movesChildren } from '../../domain/incident/effects.ts';
import { applyCommit, foldCommits } from '../../domain/incident/evolve.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { toIso, toMs } from '../../domain/instant/instant.ts';
import { timelineOf } from '../../domain/timeline/timeline.ts';
import type { DomainEventMessage, Ports } from '../../ports/ports.ts';
import { projections } from '../../projections/index.ts';
import { endAlerts } from '../alerts/end-alerts.ts';
import { noteRecentChanges } from '../changes/recent-changes.ts';
import { keepRow } from '../projections/keep-rows.ts';
import { executeCommand, loadIncident, systemMetadata } from './execute-command.ts';
import { wakeWaiting } from './run-process.ts';

/** A ring of merges must not be followed for ever. */
const MAXIMUM_MERGES = 16;

/**
 * The guaranteed path: for every commit, in order, everything that must follow is made to happen, then what readers see is
 * kept. Each effect has its own key, so a commit may be followed any number of times. One step that fails stops no other.
 *
 * @throws whatever failed; the stream delivers the commit again
 */
export const followCommit = async (ports: Ports, commit: Commit): Promise<void> => {
  const lookup = lookupIn(await ports.configuration.current());
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
  await attempt(() => ports.stores.incidents.put(state));
  for (const projection of projections) await attempt(() => keepRow(ports, projection, commit, state));
  await attempt(() => ports.events.publish(messagesOf(state, commit)));
  await ports.stores.durable();
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
      details: { seq: commit.seq, actor: commit.actor },
    });
  }
};

/** The incident as it was at this commit, from the projection when that is just behind it. */
const stateAsOf = async (ports: Ports, commit: Commit): Promise<IncidentState> => {
  if (commit.seq === 1) return applyCommit(undefined, commit);
  // The view spares a read of the whole log; where it cannot be read, the log still can.
  const viewed = await ports.stores.incidents.get(commit.incidentId).catch(() => undefined);
  if (viewed && viewed.seq === commit.seq - 1) return applyCommit(viewed, commit);
  const commits = await ports.stores.commits.read(commit.incidentId, 0);
  return foldCommits(commits.filter((c) => c.seq <= commit.seq)) as IncidentState;
};

const perform = async (ports: Ports, lookup: Lookup, effect: Effect): Promise<void> => {
  switch (effect.kind) {
    case 'page':
      return ports.queues.sendPage(effect.job);
    case 'communicate':
      return ports.queues.sendCommunication(effect.job);
    case 'acknowledge-deliveries':
      return acknowledgeDeliveries(ports, effect.incidentId, effect.pageIds);
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
      return endAlerts(ports, effect.alerts, toMs(effect.at));
    case 'adopt-child':
      return adoptChild(ports, lookup, effect.parentId, effect.childId);
    case 'tell-children':
      // A commit may be followed again long after: where the parent has moved on, its later commit tells them.
      if ((await ports.stores.commits.read(effect.incidentId, effect.seq)).some(movesChildren)) return;
      for (const childId of effect.children) {
        await executeCommand(ports, lookup, childId, {
          type: 'follow-parent',
          status: effect.status,
          notes: effect.notes,
          metadata: systemMetadata(ports, 'system', 'parent'),
        });
      }
      return;
    default:
      return effect satisfies never;
  }
};

const acknowledgeDeliveries = async (ports: Ports, incidentId: string, pageIds: readonly string[]): Promise<void> => {
  const now = toIso(ports.clock.now());
  for (const delivery of await ports.stores.deliveries.ofIncident(incidentId)) {
    if (delivery.status === 'failed' || delivery.status === 'acknowledged') continue;
    if (!pageIds.includes(delivery.messageId)) continue;
    await ports.stores.deliveries.settle({
      incidentId,
      deliveryId: delivery.deliveryId,
      status: 'acknowledged',
      acknowledgedAt: now,
    });
  }
};

/** The incident that goes on after all merges, unless one on the way has adopted the child already. */
const adopterOf = async (ports: Ports, parentId: string, childId: string): Promise<string | undefined> => {
  let incidentId = parentId;
  for (let hop = 0; hop < MAXIMUM_MERGES; hop += 1) {
    const parent = await loadIncident(ports, incidentId);
    if (parent?.children.some((known) => known.incidentId === childId)) return undefined;
    if (!parent?.mergedInto) break;
    incidentId = parent.mergedInto.incidentId;
  }
  return incidentId;
};

/** What a merged incident hands on of the decision about it. */
const majorOf = (child: IncidentState): MajorChild | undefined => {
  if (child.major !== 'candidate' && child.major !== 'accepted') return undefined;
  const { impact, urgency, severity, severityBy } = child;
  return {
    decision: child.major,
    reason: child.candidate?.reason ?? 'declared',
    businessImpact: child.businessImpact,
    assessment: { impact, urgency, severity, severityBy },
    worked: child.mitigation === undefined && child.resolution === undefined,
    roles: Object.fromEntries(Object.entries(child.roles).map(([roleId, { personId }]) => [roleId, personId])),
    lastUpdate: child.lastUpdate,
  };
};

const adoptChild = async (ports: Ports, lookup: Lookup, parentId: string, childId: string): Promise<void> => {
  const child = await loadIncident(ports, childId);
  const adopter = child && (await adopterOf(ports, parentId, childId));
  if (!child || adopter === undefined) return;
  const alerts: AlertReference[] = [];
  for (const [alertId, alert] of Object.entries(child.alerts)) {
    if (!alert.firing) continue;
    // The merged child hears of no recovery any more: the alert itself knows.
    const row = await ports.stores.alerts.get(alertId);
    if (row && (row.status === 'resolved' || row.episode !== alert.episode)) continue;
    const { episode, severity, serviceId, attachedAt } = alert;
    alerts.push({
      alertId,
      episode,
      severity,
      serviceId,
      title: row?.title ?? child.title,
      occurredAt: toMs(attachedAt),
    });
  }
  await executeCommand(ports, lookup, adopter, {
    type: 'adopt-child',
    childId,
    childNumber: child.number,
    alerts,
    groups: groupsAmong(child, alerts),
    major: majorOf(child),
    metadata: systemMetadata(ports, 'system', 'merge'),
  });
};

/** Which of these alerts stand for which group as a whole. */
const groupsAmong = (child: IncidentState, alerts: readonly AlertReference[]): Record<string, string[]> | undefined => {
  const groups = Object.entries(child.groups ?? {})
    .map(([key, { whole }]) => [key, alerts.map((a) => a.alertId).filter((id) => Object.hasOwn(whole, id))] as const)
    .filter(([, alertIds]) => alertIds.length > 0);
  return groups.length === 0 ? undefined : Object.fromEntries(groups);
};

/** `IncidentOpened` → `Incident Opened`. */
const wordsOf = (type: string): string => type.replace(/(?<=[a-z])(?=[A-Z])/g, ' ');

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
      event,
    },
  }));
