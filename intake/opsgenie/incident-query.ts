import type { IncidentState } from '../../domain/incident/state.ts';
import { PRIORITIES } from '../../domain/opsgenie/opsgenie-alert.ts';
import { instant, type Searched, text, words } from './query-matcher.ts';
import { INCIDENT_STATUSES, incidentStatusOf, priorityOfIncident } from './shown-incident.ts';

/** The fields of an incident that can be asked for: <https://support.atlassian.com/opsgenie/docs/search-syntax-for-incidents/>. */
export const SEARCHED_INCIDENTS: Searched<IncidentState> = {
  fields: {
    id: words(({ incidentId }) => [incidentId]),
    tinyid: words(({ number }) => [number]),
    createdat: instant(({ openedAt }) => openedAt),
    updatedat: instant(({ updatedAt }) => updatedAt),
    message: text(({ title }) => [title]),
    description: text(({ description }) => [description ?? '']),
    status: { kind: 'choice', values: INCIDENT_STATUSES, of: (incident) => [incidentStatusOf(incident)] },
    priority: { kind: 'choice', values: PRIORITIES, of: (incident) => [priorityOfIncident(incident)] },
    services: words(({ affectedServices }) => affectedServices),
    'details.key': words(({ labels }) => Object.keys(labels)),
    'details.value': words(({ labels }) => Object.values(labels)),
    detailspair: words(({ labels }) => Object.entries(labels).map(([key, value]) => `${key}:${value}`)),
  },
  anywhere: ({ title, description, number }) => [title, description ?? '', number],
};
