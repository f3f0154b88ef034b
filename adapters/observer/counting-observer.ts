import { amountIn, COUNTED, measureNamed } from '../../domain/measure/counted.ts';
import type { MeasureName } from '../../domain/measure/measures.ts';
import type { Measuring } from '../../ports/measuring.ts';
import type { Observer } from '../../ports/ports.ts';

/**
 * Counts what happens, then tells it on.
 *
 * @param look is shown whatever failed
 */
export const countingObserver = (
  observer: Observer,
  measures: Measuring,
  look: (error: unknown) => void = () => {},
): Observer => ({
  happened(happening) {
    const { kind, details = {} } = happening;
    for (const counted of COUNTED[kind] ?? []) {
      const { label } = counted;
      const labels = label === undefined ? {} : { [label]: String(details[label] ?? 'unknown') };
      measures.count(measureNamed(counted), amountIn(details, counted), labels);
    }
    if (kind === 'page-sent' && typeof details.afterSeconds === 'number')
      measures.observe('muster_page_delay_seconds', details.afterSeconds);
    if (kind === 'repaired') countEach(measures, 'muster_repaired_total', details);
    observer.happened(happening);
  },
  failed(what, error, details) {
    look(error);
    measures.count('muster_failures_total');
    if (details !== undefined && 'pageId' in details) measures.count('muster_pages_failed_total');
    observer.failed(what, error, details);
  },
});

const countEach = (measures: Measuring, name: MeasureName, details: Readonly<Record<string, unknown>>): void => {
  for (const [what, count] of Object.entries(details))
    if (typeof count === 'number' && count > 0) measures.count(name, count, { what });
};
