import type { IncidentState } from '../../domain/incident/state.ts';
import type { JsonRecord } from '../../sources/reading/record.ts';

export const INCIDENT_STATUSES = ['open', 'resolved', 'closed'] as const;

const STATUS: Readonly<Record<string, (typeof INCIDENT_STATUSES)[number]>> = {
  resolved: 'resolved',
  closed: 'closed',
  merged: 'closed',
};

export const incidentStatusOf = ({ status }: IncidentState): (typeof INCIDENT_STATUSES)[number] =>
  STATUS[status] ?? 'open';

export const priorityOfIncident = ({ severity }: IncidentState): string => `P${severity.slice(3)}`;

/** An incident as clients of Opsgenie's incident API read it: <https://docs.opsgenie.com/docs/incident-api#get-incident>. */
export const shownIncident = (state: IncidentState): JsonRecord => ({
  id: state.incidentId,
  tinyId: state.number,
  message: state.title,
  description: state.description ?? '',
  status: incidentStatusOf(state),
  priority: priorityOfIncident(state),
  impactedServices: state.affectedServices,
  createdAt: state.openedAt,
  updatedAt: state.updatedAt,
  tags: [],
  actions: [],
  responders: [],
  details: state.labels,
});
