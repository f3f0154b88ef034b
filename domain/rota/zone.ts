import { Temporal } from 'temporal-polyfill/implementation';
import type { EpochMs } from '../instant/instant.ts';

/** What clocks on walls show, as milliseconds that would be an instant if they showed UTC: days and hours are plain sums of it. */
export type WallMs = number;

/** The clocks of one zone. Both ways never go backwards: what is later on the wall is never an earlier instant. */
export interface Zone {
  /** What clocks show at an instant. */
  wallAt(at: EpochMs): WallMs;
  /** The instant at which clocks show this. Of a time shown twice it is the first; of one that is skipped, the first instant after. */
  instantOf(wall: WallMs): EpochMs;
}

interface Change {
  readonly at: EpochMs;
  /** What clocks show less UTC from then on, in milliseconds. */
  readonly offset: number;
}

/** Some years of changes, and what held before the first of them. */
interface Span {
  readonly offset: number;
  readonly changes: readonly Change[];
}

const DAY_MS = 86_400_000;
const SPAN_MS = 366 * DAY_MS;

/** No clock differs from UTC by more: a wall and its instant are never further apart. */
const MARGIN_MS = 2 * DAY_MS;

/**
 * The polyfill also where the runtime has Temporal of its own: that of Node 24 is slower by far and finds no changes of the clock.
 * Asked once for each zone and year; everything else is sums.
 */
const readSpan = (timeZone: string, index: number): Span => {
  const from = index * SPAN_MS - MARGIN_MS;
  const to = (index + 1) * SPAN_MS + MARGIN_MS;
  const begins = Temporal.Instant.fromEpochMilliseconds(from).toZonedDateTimeISO(timeZone);
  const changes: Change[] = [];
  let next = begins.getTimeZoneTransition('next');
  while (next && next.epochMilliseconds < to) {
    changes.push({ at: next.epochMilliseconds, offset: next.offsetNanoseconds / 1e6 });
    next = next.getTimeZoneTransition('next');
  }
  return { offset: begins.offsetNanoseconds / 1e6, changes };
};

const zones = new Map<string, Zone>();

/** @param timeZone an IANA name. @throws RangeError where there is no such zone */
export const zoneOf = (timeZone: string): Zone => {
  const known = zones.get(timeZone);
  if (known) return known;
  const spans = new Map<number, Span>();
  const spanOf = (ms: number): Span => {
    const index = Math.floor(ms / SPAN_MS);
    const read = spans.get(index) ?? readSpan(timeZone, index);
    spans.set(index, read);
    return read;
  };
  const zone: Zone = {
    wallAt: (at) => {
      const { offset, changes } = spanOf(at);
      return at + (changes.findLast((change) => change.at <= at)?.offset ?? offset);
    },
    instantOf: (wall) => {
      let { offset, changes } = spanOf(wall);
      for (const change of changes) {
        if (wall - offset < change.at) break;
        if (wall - change.offset < change.at) return change.at;
        offset = change.offset;
      }
      return wall - offset;
    },
  };
  zones.set(timeZone, zone);
  return zone;
};
