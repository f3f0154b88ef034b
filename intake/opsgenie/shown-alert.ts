import type { Alert } from '../../domain/alert/alert.ts';
import type { IncidentState } from '../../domain/incident/state.ts';
import { isUnresolved } from '../../domain/incident/state.ts';
import type { OpsgenieAlert } from '../../domain/opsgenie/opsgenie-alert.ts';
import type { Ports } from '../../ports/ports.ts';
import { endOfMerges } from '../../usecases/incident/end-of-merges.ts';
import { loadIncident } from '../../usecases/incident/load-incident.ts';

/** Reads an incident as of now. */
type ReadIncident = (incidentId: string) => Promise<IncidentState | undefined>;

/** When somebody said in Muster that they have it: by the page that counts, the latest one to the people who resolve. */
const acknowledgedAt = ({ pagings }: IncidentState): string | undefined =>
  Object.values(pagings)
    .filter(({ purpose }) => purpose === 'resolver')
    .toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
    .at(-1)?.acknowledgedAt;

const shown = async (read: ReadIncident, kept: OpsgenieAlert, alert: Alert | undefined): Promise<OpsgenieAlert> => {
  if (!alert || kept.status !== 'open') return kept;
  const incident = alert.incidentId === undefined ? undefined : await endOfMerges(read, alert.incidentId);
  if (!incident) return kept;
  if (!isUnresolved(incident)) return { ...kept, status: 'closed' };
  const at = acknowledgedAt(incident);
  const counts = at !== undefined && (kept.unacknowledgedAt === undefined || at > kept.unacknowledgedAt);
  return counts ? { ...kept, acknowledged: true } : kept;
};

/**
 * An alert as clients read it: what people do in Muster (acknowledge the page, resolve the incident) has been done to each
 * alert of the incident. Nothing of this is kept with the alert, for the incident may relapse.
 */
export const shownAlert = (
  ports: Pick<Ports, 'stores'>,
  kept: OpsgenieAlert,
  alert: Alert | undefined,
): Promise<OpsgenieAlert> => shown((incidentId) => loadIncident(ports, incidentId), kept, alert);

/** The same for many of them, with each incident read once. */
export const shownAlerts = (
  ports: Pick<Ports, 'stores'>,
  alerts: readonly { readonly kept: OpsgenieAlert; readonly alert: Alert | undefined }[],
): Promise<OpsgenieAlert[]> => {
  const known = new Map<string, Promise<IncidentState | undefined>>();
  const read: ReadIncident = (incidentId) => {
    const reading = known.get(incidentId) ?? loadIncident(ports, incidentId);
    known.set(incidentId, reading);
    return reading;
  };
  return Promise.all(alerts.map(({ alert, kept }) => shown(read, kept, alert)));
};
