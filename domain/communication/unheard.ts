import type { IncidentState } from '../incident/state.ts';

const named = (audience: string): string => audience.replaceAll('-', ' ');

const either = (audiences: readonly string[]): string => audiences.map(named).join(' or ');

/** What whoever has just posted an update should know: whom it does not reach. Empty where everybody meant hears it. */
export const warningsOfUpdate = ({ lastUpdate, major, number, status }: IncidentState): string[] => {
  const { audiences, unheard = [], promises } = lastUpdate ?? {};
  if (audiences === undefined) return [];
  if (audiences.length > 0) {
    return unheard.length === 0 ? [] : [`Nobody follows as ${either(unheard)}: nothing was sent to them.`];
  }
  const stands = promises === undefined ? '' : ' Promises of news stand.';
  if (major !== 'accepted') {
    const is = major === 'none' ? 'no major incident' : `no major incident (${major})`;
    return [`Nothing was sent: ${number} is ${is}, and stakeholders hear of major incidents only.${stands}`];
  }
  const who =
    unheard.length === 0 ? `nobody follows ${number}, which is ${status}` : `nobody follows as ${either(unheard)}`;
  return [`Nothing was sent: ${who}. Name another audience, or subscribe somebody.${stands}`];
};
