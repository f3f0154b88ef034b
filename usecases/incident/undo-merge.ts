import type { AlertReference } from '../../domain/alert/alert.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { Ports } from '../../ports/ports.ts';
import { ALERTS_PER_COMMIT } from '../alerts/alerts-per-commit.ts';
import { MOST_MERGES } from './end-of-merges.ts';
import { executeCommand, systemMetadata } from './execute-command.ts';
import { alertsInIncident, loadIncident } from './load-incident.ts';

/** The incident that it was merged into, and whatever that was merged into since; the last of them goes on. */
const parentsFrom = async (ports: Ports, parentId: string): Promise<IncidentState[]> => {
  const parents: IncidentState[] = [];
  for (let id: string | undefined = parentId; id !== undefined && parents.length < MOST_MERGES; ) {
    const parent: IncidentState | undefined = await loadIncident(ports, id);
    if (!parent) break;
    parents.push(parent);
    id = parent.mergedInto?.incidentId;
  }
  return parents;
};

const referenceOf = async (ports: Ports, alertId: string): Promise<AlertReference | undefined> => {
  const row = await ports.stores.alerts.get(alertId);
  if (!row || row.status === 'resolved') return undefined;
  const { episode, severity, title, serviceId, occurredAt, suppressedBy } = row;
  const held = suppressedBy === undefined ? {} : { suppressed: true as const };
  return { alertId, episode, severity, title, serviceId, occurredAt, ...held };
};

/** What fires of the child: its own alerts, and those of its service that came to the incident that goes on since the merge. */
async function* alertsOf(ports: Ports, child: IncidentState, goesOn: IncidentState): AsyncGenerator<AlertReference[]> {
  const own = new Set<string>();
  for await (const page of alertsInIncident(ports, child)) {
    const found = await Promise.all(page.map(([alertId]) => referenceOf(ports, alertId)));
    const firing = found.filter((alert) => alert !== undefined);
    for (const { alertId } of firing) own.add(alertId);
    yield firing;
  }
  if (goesOn.serviceId === child.serviceId) return;
  let next: string | undefined;
  do {
    const page = await ports.stores.alerts.ofIncident(goesOn.incidentId, { limit: ALERTS_PER_COMMIT, next });
    const ids = page.items.filter(({ alertId, serviceId }) => serviceId === child.serviceId && !own.has(alertId));
    const found = await Promise.all(ids.map(({ alertId }) => referenceOf(ports, alertId)));
    yield found.filter((alert) => alert !== undefined);
    next = page.next;
  } while (next !== undefined);
}

/**
 * A merge was taken back: the child has what is its own, then the incident that went on lets go of it, then the alerts themselves
 * know. In parts, each of which may be told again.
 */
export const undoMerge = async (
  ports: Ports,
  lookup: Lookup,
  { childId, parentId, reason }: { readonly childId: string; readonly parentId: string; readonly reason: string },
): Promise<void> => {
  const child = await loadIncident(ports, childId);
  const parents = await parentsFrom(ports, parentId);
  const goesOn = parents.at(-1);
  // It may have been merged again since.
  if (!child || !goesOn || child.mergedInto) return;
  const metadata = () => systemMetadata(ports, 'system', 'merge');
  const { number: childNumber } = child;
  const release = async (alertIds: readonly string[]): Promise<void> => {
    for (const { incidentId } of parents) {
      await executeCommand(ports, lookup, incidentId, {
        type: 'release-child',
        ...{ childId, childNumber, reason, alertIds },
        metadata: metadata(),
      });
    }
  };
  for await (const page of alertsOf(ports, child, goesOn)) {
    for (let from = 0; from < page.length; from += ALERTS_PER_COMMIT) {
      const alerts = page.slice(from, from + ALERTS_PER_COMMIT);
      const { number: fromNumber } = goesOn;
      await executeCommand(ports, lookup, childId, { type: 'take-back', alerts, fromNumber, metadata: metadata() });
      await release(alerts.map(({ alertId }) => alertId));
      await ports.stores.alerts.attach(
        alerts.map(({ alertId, episode, severity }) => ({ alertId, episode, told: severity })),
        childId,
      );
    }
  }
  await release([]);
};
