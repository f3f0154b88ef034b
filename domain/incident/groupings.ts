import type { AlertReference } from '../alert/alert.ts';
import type { IncidentState } from './state.ts';

/** What its service groups an alert by: its keys are what an acknowledgement covers. */
export const groupingOf = ({ grouping, serviceId }: Pick<AlertReference, 'grouping' | 'serviceId'>): string =>
  grouping ?? serviceId;

/** Every grouping of which the incident has had an alert. */
export const groupingsIn = ({ affectedServices, alerts }: IncidentState): string[] => [
  ...affectedServices,
  ...(alerts.groupings ?? []),
];

/** With those of alerts that join. */
export const withGroupings = (
  known: string[] | undefined,
  references: readonly AlertReference[],
): string[] | undefined => {
  const fresh = new Set<string>();
  for (const { grouping } of references) if (grouping !== undefined && !known?.includes(grouping)) fresh.add(grouping);
  return fresh.size === 0 ? known : [...(known ?? []), ...fresh];
};
