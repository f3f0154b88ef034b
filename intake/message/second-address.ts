import type { Remembered } from '../../ports/remembered.ts';
import { scopeOfIntegration } from '../../sources/reading/signal.ts';
import type { Parsed } from '../../sources/source.ts';

/** So many alerts are remembered, those that came last. */
const MOST_ALERTS = 5000;

/**
 * With a warning where alerts of one integration come from a second address: its alerts are others, and what the one tells of an
 * end ends nothing of the other's. Two senders are one where both are known by the same address.
 */
export const withSecondAddress = ({ toldFrom }: Pick<Remembered, 'toldFrom'>, parsed: Parsed): Parsed => {
  let warnings = parsed.warnings?.length ? new Set(parsed.warnings) : undefined;
  for (const { dedupKey, integrationId, scope } of parsed.signals) {
    if (scope === scopeOfIntegration(integrationId)) continue;
    const alert = `${integrationId} ${dedupKey}`;
    const before = toldFrom.get(alert);
    // Whoever comes once more is not moved to the end while there is room: nobody is forgotten then.
    if (before === scope && toldFrom.size < MOST_ALERTS / 2) continue;
    if (before !== undefined && before !== scope) {
      warnings ??= new Set(parsed.warnings);
      warnings.add(
        `Alerts of "${integrationId}" come from a second address, "${scope}" after "${before}": what one ends the other leaves open. Give both one external URL.`,
      );
    }
    toldFrom.delete(alert);
    toldFrom.set(alert, scope);
    if (toldFrom.size > MOST_ALERTS) toldFrom.delete(toldFrom.keys().next().value as string);
  }
  return warnings === undefined ? parsed : { ...parsed, warnings: [...warnings] };
};
