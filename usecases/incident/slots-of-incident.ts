import { outageSlotOf, serviceSlotOf, sharedGroupSlotOf } from '../../domain/correlation/correlation.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import type { Ports } from '../../ports/ports.ts';
import { groupsInIncident, loadIncident } from './load-incident.ts';

/**
 * Every slot by which more of the same finds this incident: those of its services, of what its alerts are grouped by, of the groups
 * that their senders name, of the outage, and those of everything that was merged into it. Some may be held by another incident.
 */
export const slotsOfIncident = async (
  ports: Pick<Ports, 'stores'>,
  incident: IncidentState,
): Promise<ReadonlySet<string>> => {
  const slots = new Set<string>();
  const seen = new Set([incident.incidentId]);
  const open = [incident];
  for (let state = open.pop(); state !== undefined; state = open.pop()) {
    const { environment } = state;
    for (const serviceId of [state.serviceId, ...state.affectedServices]) {
      slots.add(serviceSlotOf({ serviceId, environment }));
      slots.add(outageSlotOf({ serviceId, environment }));
    }
    // What alerts are grouped by is the name of their slot.
    for (const slot of state.alerts.groupings ?? []) slots.add(slot);
    for await (const groups of groupsInIncident(ports, state))
      for (const [key] of groups) slots.add(sharedGroupSlotOf(key));
    for (const { incidentId } of state.children) {
      if (seen.has(incidentId)) continue;
      seen.add(incidentId);
      const child = await loadIncident(ports, incidentId);
      if (child) open.push(child);
    }
  }
  return slots;
};
