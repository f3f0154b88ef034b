import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMs } from '../../../domain/instant/instant.ts';
import { instantOf, wallClockAt } from '../../../domain/instant/wall-clock.ts';
import { zoneOf } from '../../../domain/rota/zone.ts';
import { edgesOf } from './rotas.ts';

const RUNS = Number(process.env.ROTA_RUNS ?? 50);

const ZONES = Intl.supportedValuesOf('timeZone');
const HOUR = 3_600_000;

test('clocks of every zone: an instant is what its wall shows, and never goes back as the wall goes on', () => {
  for (const name of ZONES) {
    const zone = zoneOf(name);
    for (const edge of edgesOf(name)) {
      let before = Number.NEGATIVE_INFINITY;
      for (let at = edge - 3 * HOUR; at <= edge + 3 * HOUR; at += HOUR / 2) {
        const wall = zone.wallAt(at);
        const back = zone.instantOf(wall);
        // Of a time shown twice the first.
        expect(back).toBeLessThanOrEqual(at);
        expect(zone.wallAt(back)).toBe(wall);
        const walked = zone.instantOf(zone.wallAt(edge - 3 * HOUR) + (at - edge + 3 * HOUR));
        expect(walked).toBeGreaterThanOrEqual(before);
        before = walked;
      }
      // Skipped: the first instant after.
      const [was, is] = [zone.wallAt(edge - 1) + 1, zone.wallAt(edge)];
      if (is > was) expect(zone.instantOf(was + (is - was) / 2)).toBe(edge);
    }
  }
});

test('clocks agree with those of the runtime, which are read in another way', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...ZONES),
      fc.integer({ min: toMs('2025-01-01T00:00Z') / HOUR, max: toMs('2035-01-01T00:00Z') / HOUR }),
      (name, hour) => {
        const zone = zoneOf(name);
        const clock = wallClockAt(hour * HOUR, name);
        expect(zone.instantOf(zone.wallAt(hour * HOUR))).toBe(instantOf(clock, name));
      },
    ),
    { numRuns: RUNS * 3 },
  );
});
