import { describe, expect, it } from 'vitest';
import {
  DAY_MS,
  DEFAULT_RETENTION,
  type Kept,
  keptUntil,
  LEAST_RETENTION,
} from '../../../domain/retention/retention.ts';

const KINDS = Object.keys(DEFAULT_RETENTION) as Kept[];
const FROM = 1_000_000;

describe('what is old', () => {
  it.each(KINDS)(
    'is kept, of %s, as long as the configuration says, and by default no shorter than may be asked',
    (kind) => {
      expect(keptUntil({ [kind]: 3 }, kind, FROM)).toBe(FROM + 3 * DAY_MS);
      expect(keptUntil({}, kind, FROM)).toBe(FROM + DEFAULT_RETENTION[kind] * DAY_MS);
      expect(DEFAULT_RETENTION[kind]).toBeGreaterThanOrEqual(LEAST_RETENTION[kind]);
    },
  );

  it('is kept by its own kind, whatever is said of another', () => {
    for (const kind of KINDS)
      for (const other of KINDS.filter((one) => one !== kind))
        expect(keptUntil({ [other]: 1 }, kind, FROM)).toBe(keptUntil({}, kind, FROM));
  });

  it('outlives the queues, which deliver for a fortnight, where it would be done again', () => {
    for (const kind of ['alerts', 'slots', 'deliveries'] as const) expect(LEAST_RETENTION[kind]).toBeGreaterThan(14);
  });
});
