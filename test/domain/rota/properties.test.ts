import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toMs } from '../../../domain/instant/instant.ts';
import { continuedAfter } from '../../../domain/rota/continued.ts';
import type { Override } from '../../../domain/rota/override.ts';
import type { Rota } from '../../../domain/rota/rota.ts';
import { gapsBetween, onCallAt, type Shift, shiftsBetween, uncovered } from '../../../domain/rota/shifts.ts';
import { turnsOf } from '../../../domain/rota/turns.ts';
import { coveredIn } from '../../../domain/rota/windows.ts';
import { edgesOf, rotaOf, type WrittenLayer } from './rotas.ts';

/** More lives of rotas with `ROTA_RUNS=1000`; the suite of every day has seconds. */
const RUNS = Number(process.env.ROTA_RUNS ?? 50);

const ZONES = Intl.supportedValuesOf('timeZone');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const PEOPLE = ['ana', 'ben', 'cai', 'dee', 'eli'];

const pad = (n: number): string => String(n).padStart(2, '0');
const time = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom(0, 30)).map(([h, m]) => `${pad(h)}:${pad(m)}`);
const day = fc.constantFrom('mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun');
const person = fc.constantFrom(...PEOPLE);

const window = fc
  .oneof(
    fc.record({ from: time, to: time, days: fc.uniqueArray(day, { minLength: 1 }) }),
    fc.record({ from: time, to: time }),
    fc.tuple(day, time, day, time).map(([d1, t1, d2, t2]) => ({ from: `${d1} ${t1}`, to: `${d2} ${t2}` })),
  )
  .filter(({ from, to }) => from !== to);

const length = fc.oneof(
  fc.integer({ min: 1, max: 72 }).map((n) => `${n} hours`),
  fc.integer({ min: 1, max: 10 }).map((n) => `${n} days`),
  fc.constantFrom('1 week', '2 weeks', '1 month', '3 months'),
);

const layer = fc.record(
  {
    people: fc.array(fc.oneof(person, fc.uniqueArray(person, { minLength: 1, maxLength: 2 })), {
      minLength: 1,
      maxLength: 5,
    }),
    turn: fc.oneof(length, fc.array(length, { minLength: 1, maxLength: 3 })),
    from: fc.tuple(fc.integer({ min: 1, max: 28 }), time).map(([d, t]) => `2026-01-${pad(d)}T${t}`),
    when: fc.array(window, { minLength: 1, maxLength: 3 }),
    count: fc.constantFrom('shifts', 'calendar'),
    timeZone: fc.constantFrom(...ZONES),
    level: fc.integer({ min: 0, max: 2 }),
    shadow: fc.boolean(),
  },
  { requiredKeys: ['people', 'turn', 'from'] },
) as fc.Arbitrary<WrittenLayer>;

const overrides = (around: number): fc.Arbitrary<Override[]> => {
  const span = fc
    .tuple(fc.integer({ min: -72, max: 72 }), fc.integer({ min: 1, max: 72 }))
    .map(([h, n]) => ({ from: around + h * HOUR, to: around + (h + n) * HOUR }));
  const one = fc.oneof(
    fc.tuple(span, person, person).map(([s, p, by]) => ({ kind: 'cover' as const, ...s, person: p, by })),
    fc.tuple(span, person).map(([s, p]) => ({ kind: 'add' as const, ...s, person: p })),
    fc.tuple(span, person).map(([s, p]) => ({ kind: 'remove' as const, ...s, person: p })),
    fc
      .tuple(span, fc.array(person, { maxLength: 2 }))
      .map(([s, people]) => ({ kind: 'instead' as const, ...s, people })),
  );
  return fc.array(one, { maxLength: 4 }).map((list) => list.map((o, i) => ({ ...o, id: `o${i}` })));
};

/** A rota and an instant at which clocks of its zone change, or any instant where they do not. */
const life = fc
  .record({
    zone: fc.constantFrom(...ZONES),
    layers: fc.array(layer, { minLength: 1, maxLength: 4 }),
    combine: fc.constantFrom('first-wins', 'union', 'by-level') as fc.Arbitrary<Rota['combine']>,
    nth: fc.nat(3),
  })
  .chain(({ zone, layers, combine, nth }) => {
    const edges = edgesOf(zone);
    const around = edges[nth % Math.max(1, edges.length)] ?? toMs('2026-06-01T00:00Z') + nth * 31 * DAY;
    return overrides(around).map((made) => ({ around, rota: rotaOf(zone, layers, { combine, overrides: made }) }));
  });

const forLives = (property: (life: { around: number; rota: Rota }) => void): void =>
  fc.assert(fc.property(life, property), { numRuns: RUNS });

const paged = (shifts: readonly Shift[]) => shifts.filter(({ shadow }) => !shadow);

const peopleAt = (shifts: readonly Shift[], at: number): string[] =>
  shifts
    .filter((s) => s.from <= at && at < s.to)
    .map(({ person: id }) => id)
    .sort();

/** Every moment at which anything may change, and one between each two. */
const moments = (shifts: readonly Shift[], from: number, to: number): number[] => {
  const edges = [...new Set([from, to - 1, ...shifts.flatMap((s) => [s.from - 1, s.from, s.to - 1, s.to])])];
  return edges.filter((at) => at >= from && at < to);
};

test('who is on call at an instant is who has a shift then, over any range, and nobody twice', () => {
  forLives(({ around, rota }) => {
    const [from, to] = [around - 4 * DAY, around + 4 * DAY];
    const shifts = shiftsBetween(rota, from, to);
    const narrow = shiftsBetween(rota, around - 5 * HOUR, around + 7 * HOUR);
    for (const at of moments(shifts, from, to).slice(0, 60)) {
      const here = peopleAt(paged(shifts), at);
      expect(onCallAt(rota, at).sort()).toEqual(here);
      expect(new Set(peopleAt(shifts, at)).size).toBe(peopleAt(shifts, at).length);
      if (at >= around - 5 * HOUR && at < around + 7 * HOUR) expect(peopleAt(paged(narrow), at)).toEqual(here);
    }
  });
});

test('without overrides the shifts of a layer cover exactly what its windows cover, one turn after the other', () => {
  forLives(({ around, rota: { layers, timeZone, ...rest } }) => {
    const [one] = layers;
    if (!one) return;
    const rota: Rota = { ...rest, timeZone, layers: [{ ...one, shadow: false }], overrides: [] };
    const turns = turnsOf(one, timeZone);
    const from = Math.max(around - 10 * DAY, turns.from);
    const to = Math.max(around + 10 * DAY, from + DAY);
    const covered = coveredIn(turns.windows, turns.zone, { from, to });
    expect(gapsBetween(rota, from, to)).toEqual(uncovered(covered, from, to));
    const shifts = shiftsBetween(rota, from, to);
    for (const shift of shifts) {
      expect(shift.from).toBeGreaterThanOrEqual(Math.max(from, turns.begins(shift.turn ?? 0)));
      expect(shift.to).toBeLessThanOrEqual(turns.begins((shift.turn ?? 0) + 1));
    }
  });
});

test('final is layers and overrides: where no override stands, it is what the layers say', () => {
  forLives(({ around, rota }) => {
    const [from, to] = [around - 5 * DAY, around + 5 * DAY];
    const [final, plain] = [shiftsBetween(rota, from, to), shiftsBetween({ ...rota, overrides: [] }, from, to)];
    for (const at of moments([...final, ...plain], from, to).slice(0, 80)) {
      const standing = (rota.overrides ?? []).filter((o) => o.kind !== 'swap' && o.from <= at && at < o.to);
      if (standing.length === 0) expect(peopleAt(final, at)).toEqual(peopleAt(plain, at));
      const whole = standing.findLast(({ kind }) => kind === 'instead');
      if (whole?.kind === 'instead') expect(peopleAt(paged(final), at)).toEqual([...new Set(whole.people)].sort());
    }
  });
});

test('layers combine as the rota says, and whoever looks on is never paged', () => {
  forLives(({ around, rota }) => {
    const single = rota.layers.map((one) => ({
      one,
      shifts: shiftsBetween(
        { ...rota, overrides: [], layers: [{ ...one, shadow: false }] },
        around - 2 * DAY,
        around + 2 * DAY,
      ),
    }));
    const all = shiftsBetween({ ...rota, overrides: [] }, around - 2 * DAY, around + 2 * DAY);
    for (const at of moments(all, around - 2 * DAY, around + 2 * DAY).slice(0, 40)) {
      const covering = single.filter(({ one, shifts }) => !one.shadow && peopleAt(shifts, at).length > 0);
      const highest = Math.max(...covering.map(({ one }) => one.level));
      const chosen = {
        union: covering,
        'first-wins': covering.slice(0, 1),
        'by-level': covering.filter(({ one }) => one.level === highest),
      }[rota.combine];
      expect(peopleAt(paged(all), at)).toEqual(
        [...new Set(chosen.flatMap(({ shifts }) => peopleAt(shifts, at)))].sort(),
      );
    }
  });
});

test('an edit of who is in a layer changes nobody before the next hand-over', () => {
  fc.assert(
    fc.property(life, fc.array(person, { minLength: 1, maxLength: 5 }), ({ around, rota }, people) => {
      const [first, ...others] = rota.layers;
      if (!first) return;
      const before: Rota = { ...rota, overrides: [] };
      const after: Rota = { ...before, layers: [{ ...first, people, together: 1 }, ...others] };
      const edited = { ...after, continued: continuedAfter(before, after, () => true, around) };
      const turns = turnsOf(first, rota.timeZone);
      if (around < turns.from) return;
      const handOver = turns.begins(turns.at(around) + 1);
      const until = Math.min(handOver, around + 20 * DAY);
      const plain = shiftsBetween(before, around, until);
      const continued = shiftsBetween(edited, around, until);
      for (const at of moments([...plain, ...continued], around, until).slice(0, 30))
        expect(peopleAt(continued, at)).toEqual(peopleAt(plain, at));
    }),
    { numRuns: RUNS },
  );
});
