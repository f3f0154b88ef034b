import type { EpochMs } from '../instant/instant.ts';
import type { Layer } from './configured-rota.ts';
import { lengthOf } from './length.ts';
import { plusMonths, WEEK_MS, wallOf } from './wall.ts';
import { coversAny, type WeekWindow, weekWindows } from './windows.ts';
import { type WallMs, type Zone, zoneOf } from './zone.ts';

/** A layer made ready: nothing in it is text. */
export interface Turns {
  readonly zone: Zone;
  readonly windows: readonly WeekWindow[] | undefined;
  /** When anybody may be on call. */
  readonly from: EpochMs;
  readonly until: EpochMs;
  /** When a turn begins, on the wall and as an instant; the first is number 0. */
  readonly wall: (turn: number) => WallMs;
  readonly begins: (turn: number) => EpochMs;
  /** The turn that an instant is in; 0 for what is before the first. */
  readonly at: (at: EpochMs) => number;
  /** How many people have had a turn before this one. */
  readonly before: (turn: number) => number;
  /** Whose names stand in each place of the layer's list, and how many places a turn takes. */
  readonly places: readonly (readonly string[])[];
  readonly together: number;
}

/** Of a month, for a first guess. */
const MONTH_MS = 30.436875 * 86_400_000;

/** The names from a place of the list on; after the last comes the first again. Nobody is named twice. */
export const peopleFrom = ({ places, together }: Pick<Turns, 'places' | 'together'>, place: number): string[] => [
  ...new Set(Array.from({ length: together }, (_, i) => places[(place + i) % places.length] ?? []).flat()),
];

const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));

const prepare = (layer: Layer, timeZone: string): Turns => {
  const zone = zoneOf(timeZone);
  const anchor = wallOf(layer.countsFrom ?? layer.from) ?? 0;
  const lengths = [layer.turn].flat().map((text) => lengthOf(text) ?? { months: 0, ms: WEEK_MS });
  const sums = [{ months: 0, ms: 0 }];
  for (const { months, ms } of lengths) {
    const last = sums.at(-1) ?? { months: 0, ms: 0 };
    sums.push({ months: last.months + months, ms: last.ms + ms });
  }
  const cycle = sums.at(-1) ?? { months: 0, ms: WEEK_MS };
  const windows = weekWindows(layer.when);
  const wall = (turn: number): WallMs => {
    const cycles = Math.floor(turn / lengths.length);
    const part = sums[turn % lengths.length] ?? { months: 0, ms: 0 };
    // Counted from the first: the 31st comes back after a month of thirty days.
    return plusMonths(anchor, cycles * cycle.months + part.months) + cycles * cycle.ms + part.ms;
  };
  const begins = (turn: number): EpochMs => zone.instantOf(wall(turn));
  const at = (instant: EpochMs): number => {
    const cycles = (zone.wallAt(instant) - anchor) / (cycle.ms + cycle.months * MONTH_MS);
    let turn = Math.max(0, Math.floor(cycles) * lengths.length);
    while (turn > 0 && begins(turn) > instant) turn -= 1;
    while (begins(turn + 1) <= instant) turn += 1;
    return turn;
  };
  return {
    zone,
    windows,
    from: zone.instantOf(wallOf(layer.from) ?? 0),
    until: layer.until === undefined ? Number.POSITIVE_INFINITY : zone.instantOf(wallOf(layer.until) ?? 0),
    wall,
    begins,
    at,
    before:
      layer.count === 'calendar' || windows === undefined
        ? (turn) => turn
        : shiftsBefore(wall, windows, cycle, lengths.length),
    places: layer.people.map((entry) => [entry].flat()),
    together: layer.together,
  };
};

/** How many turns before one cover anything. The pattern of weeks and turns repeats, where no months are in it. */
const shiftsBefore = (
  wall: (turn: number) => WallMs,
  windows: readonly WeekWindow[],
  cycle: { readonly months: number; readonly ms: number },
  perCycle: number,
): ((turn: number) => number) => {
  const counts = [0];
  const upTo = (turn: number): number => {
    while (counts.length <= turn) {
      const last = counts.length - 1;
      counts.push((counts[last] ?? 0) + (coversAny(windows, wall(last), wall(last + 1)) ? 1 : 0));
    }
    return counts[turn] ?? 0;
  };
  if (cycle.months > 0) return upTo;
  const period = (perCycle * WEEK_MS) / gcd(cycle.ms, WEEK_MS);
  return (turn) => Math.floor(turn / period) * upTo(period) + upTo(turn % period);
};

const prepared = new WeakMap<Layer, Map<string, Turns>>();

/** The turns of a layer, made ready once. @param timeZone of the rota, for a layer that names none */
export const turnsOf = (layer: Layer, timeZone: string): Turns => {
  const zone = layer.timeZone ?? timeZone;
  const known = prepared.get(layer) ?? new Map<string, Turns>();
  prepared.set(layer, known);
  const made = known.get(zone) ?? prepare(layer, zone);
  known.set(zone, made);
  return made;
};
