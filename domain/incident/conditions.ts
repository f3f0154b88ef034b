import type { AlertReference } from '../alert/alert.ts';
import type { Commit } from './commit.ts';
import type { IncidentState } from './state.ts';

/** So many conditions are known whose alerts have another key each time; of an older one the next alert is news. */
const KNOWN = 64;

/** With those of alerts that join, the newest last. */
export const withConditions = (
  { conditions }: IncidentState['alerts'],
  references: readonly AlertReference[],
  { at }: Commit,
): Pick<IncidentState['alerts'], 'conditions'> => {
  const kept = { ...conditions };
  for (const { alertId, condition } of references) {
    if (condition === undefined) continue;
    const since = kept[condition]?.since ?? at;
    delete kept[condition];
    kept[condition] = { alertId, since };
  }
  const names = Object.keys(kept);
  for (const oldest of names.slice(0, -KNOWN)) delete kept[oldest];
  return names.length > 0 ? { conditions: kept } : {};
};
