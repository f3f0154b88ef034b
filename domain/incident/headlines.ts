import type { AlertReference } from '../alert/alert.ts';
import { isWorse } from '../signal/signal.ts';
import type { Headline, IncidentState } from './state.ts';

/** So many alerts that fire are known by their titles. */
const HEADLINES = 8;

/** With these among the worst that fire, in their order. */
export const withHeadlines = (
  headlines: readonly Headline[] | undefined,
  references: readonly AlertReference[],
): Headline[] | undefined => {
  let kept = headlines ?? [];
  for (const { alertId, severity, serviceId, title, words } of references) {
    const last = kept.at(-1);
    if (kept.length >= HEADLINES && last && !isWorse(severity, last.severity)) continue;
    const others = kept.filter((headline) => headline.alertId !== alertId);
    const place = others.findLastIndex((headline) => !isWorse(severity, headline.severity)) + 1;
    kept = others
      .toSpliced(place, 0, { alertId, severity, serviceId, title, ...(words && { words }) })
      .slice(0, HEADLINES);
  }
  return kept as Headline[];
};

export const withoutHeadlines = (state: IncidentState, alertIds: readonly string[]): IncidentState => {
  const { headlines } = state.alerts;
  if (!headlines?.some(({ alertId }) => alertIds.includes(alertId))) return state;
  const kept = headlines.filter(({ alertId }) => !alertIds.includes(alertId));
  return { ...state, alerts: { ...state.alerts, headlines: kept } };
};
