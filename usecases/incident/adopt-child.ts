import type { AlertReference } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { MajorChild } from '../../domain/incident/commands.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import { MOST_MERGES } from './end-of-merges.ts';
import { executeCommand, systemMetadata } from './execute-command.ts';
import { alertsInIncident, groupsInIncident, loadIncident } from './load-incident.ts';

/** The incident that goes on after all merges, or the one on the way that has begun to adopt the child. */
const adopterOf = async (ports: Ports, parentId: string, childId: string): Promise<string> => {
  let incidentId = parentId;
  for (let hop = 0; hop < MOST_MERGES; hop += 1) {
    const parent = await loadIncident(ports, incidentId);
    if (parent?.children.some((known) => known.incidentId === childId)) return incidentId;
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
    roles: Object.fromEntries(
      Object.entries(child.roles).flatMap(([roleId, { personId, unanswered }]) =>
        unanswered ? [] : [[roleId, personId]],
      ),
    ),
    lastUpdate: child.lastUpdate,
  };
};

/**
 * What a merged incident has goes to the incident that goes on, in parts, each of which that takes once. The merged one hears
 * of no recovery any more: the alerts themselves know.
 */
export const adoptChild = async (ports: Ports, lookup: Lookup, parentId: string, childId: string): Promise<void> => {
  const child = await loadIncident(ports, childId);
  // A merge may have been taken back since.
  if (!child?.mergedInto) return;
  const adopter = await adopterOf(ports, parentId, childId);
  const groupsAmong = await standingForGroups(ports, child);
  const adopt = async (alerts: readonly AlertReference[]): Promise<void> => {
    await executeCommand(ports, lookup, adopter, {
      type: 'adopt-child',
      childId,
      childNumber: child.number,
      alerts,
      groups: groupsAmong(alerts),
      major: majorOf(child),
      hadBy: child.acknowledgement?.by,
      broughtBy: child.mergedBy,
      metadata: systemMetadata(ports, 'system', 'merge'),
    });
  };
  let adopted = false;
  for await (const page of alertsInIncident(ports, child)) {
    const alerts: AlertReference[] = [];
    for (const [alertId, { firing, episode, severity, serviceId, attachedAt, suppressed }] of page) {
      if (!firing) continue;
      const row = await ports.stores.alerts.get(alertId);
      if (row && (row.status === 'resolved' || row.episode !== episode)) continue;
      const title = row?.title ?? child.title;
      const words = row?.words && { words: row.words };
      const held = suppressed && { suppressed };
      alerts.push({ alertId, episode, severity, serviceId, title, occurredAt: toMs(attachedAt), ...words, ...held });
    }
    if (alerts.length === 0) continue;
    await adopt(alerts);
    adopted = true;
  }
  if (!adopted) await adopt([]);
};

/** Which of the alerts of an incident stand for which group as a whole. */
const standingForGroups = async (
  ports: Ports,
  child: IncidentState,
): Promise<(alerts: readonly AlertReference[]) => Record<string, string[]> | undefined> => {
  const keysOf = new Map<string, string[]>();
  for await (const page of groupsInIncident(ports, child))
    for (const [key, { whole }] of page)
      for (const alertId of Object.keys(whole)) keysOf.set(alertId, [...(keysOf.get(alertId) ?? []), key]);
  return (alerts) => {
    const among: Record<string, string[]> = {};
    for (const { alertId } of alerts)
      for (const key of keysOf.get(alertId) ?? []) among[key] = [...(among[key] ?? []), alertId];
    return Object.keys(among).length === 0 ? undefined : among;
  };
};
