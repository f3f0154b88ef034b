import type { Lookup } from '../../domain/configuration/lookup.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { type EpochMs, type Iso, toIso } from '../../domain/instant/instant.ts';
import type { ConfiguredRota } from '../../domain/rota/configured-rota.ts';
import { type KeptShifts, SHIFTS } from '../../domain/rota/kept-shifts.ts';
import { type Rota, rotaOf } from '../../domain/rota/rota.ts';
import { type Shift, shiftsBetween, uncovered } from '../../domain/rota/shifts.ts';

const DAY_MS = 86_400_000;

/** How far ahead the next change is looked for. */
const LOOKED_AHEAD_MS = 35 * DAY_MS;

export interface Range {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Who is on call by one rota at an instant, until when, and who is then. */
export interface OnCall {
  readonly rota: ConfiguredRota;
  readonly people: readonly string[];
  readonly lookOn: readonly string[];
  /** When that changes; absent where it does not in the next five weeks, or where it is long past. */
  readonly until?: Iso;
  readonly next: readonly string[];
}

/** A shift of one rota. */
export interface ShiftOfRota extends Shift {
  readonly rota: ConfiguredRota;
}

const keptOf = ({ live }: Lookup, rotaId: string): KeptShifts | undefined =>
  live.records.find(({ kind, id }) => kind === SHIFTS && id === rotaId)?.state as KeptShifts | undefined;

/** As pages are made from it: with what an edit left as it was. */
const inForce = (lookup: Lookup, configured: ConfiguredRota): Rota => {
  const continued = keptOf(lookup, configured.id)?.rota.continued;
  return { ...rotaOf(configured, lookup.configuration.organisation.timeZone), ...(continued && { continued }) };
};

export const rotaNamed = ({ configuration }: Lookup, id: string): ConfiguredRota | undefined =>
  configuration.rotas?.find((rota) => rota.id === id);

const tooLongAgo = (rota: ConfiguredRota, since: EpochMs | undefined): never => {
  const from = since === undefined ? '' : ` before ${toIso(since)}`;
  throw new DomainError(
    'invalid-command',
    `Who was on call by "${rota.name}"${from} is not reckoned anew from what the files say by now: the timelines of that time say who was paged.`,
  );
};

/** What has passed, as it was kept. @throws DomainError `invalid-command` for what is older than that */
const shiftsThatWere = (lookup: Lookup, rota: ConfiguredRota, { from, to }: Range): Shift[] => {
  const { onCall = [] } = keptOf(lookup, rota.id) ?? {};
  const first = onCall[0]?.[0];
  if (first === undefined || from < first) tooLongAgo(rota, first);
  const shifts: Shift[] = [];
  for (const [i, [since, people]] of onCall.entries()) {
    const begins = Math.max(from, since);
    const ends = Math.min(to, onCall[i + 1]?.[0] ?? to);
    if (begins >= ends) continue;
    for (const person of people) {
      const before = shifts.findLastIndex((shift) => shift.person === person && shift.to === begins);
      const shift = shifts[before];
      if (shift) shifts[before] = { ...shift, to: ends };
      else shifts.push({ person, from: begins, to: ends });
    }
  }
  return shifts;
};

/** The shifts of a rota: as they were kept, up to now, and as they are reckoned, from now on. */
export const shiftsOfRota = (lookup: Lookup, rota: ConfiguredRota, range: Range, now: EpochMs): Shift[] => {
  const were = range.from < now ? shiftsThatWere(lookup, rota, { ...range, to: Math.min(range.to, now) }) : [];
  const from = Math.max(range.from, now);
  if (from >= range.to) return were;
  const shifts = shiftsBetween(inForce(lookup, rota), from, range.to);
  // One shift that goes on over now is one.
  const going = new Map(were.filter(({ to }) => to === now).map((shift) => [shift.person, shift]));
  const continued = shifts.map((shift) => {
    const before = shift.from === now && !shift.shadow ? going.get(shift.person) : undefined;
    if (before) going.delete(shift.person);
    return before ? { ...shift, from: before.from, was: before } : { ...shift, was: undefined };
  });
  const joined = new Set(continued.map(({ was }) => was));
  return [...were.filter((shift) => !joined.has(shift)), ...continued.map(({ was: _, ...shift }) => shift)];
};

/** When nobody is on call, from now on. */
export const gapsOfRota = (lookup: Lookup, rota: ConfiguredRota, { from, to }: Range, now: EpochMs) => {
  const begins = Math.max(from, now);
  if (begins >= to) return [];
  const shifts = shiftsBetween(inForce(lookup, rota), begins, to).filter(({ shadow }) => !shadow);
  return uncovered(shifts, begins, to);
};

/** Who is on call by a rota at an instant. @throws DomainError `invalid-command` where that is not known any more */
export const onCallOf = (lookup: Lookup, rota: ConfiguredRota, at: EpochMs, now: EpochMs): OnCall => {
  const shifts = shiftsOfRota(lookup, rota, { from: at, to: Math.max(at, now) + LOOKED_AHEAD_MS }, now);
  const paged = shifts.filter(({ shadow }) => !shadow);
  const peopleAt = (instant: EpochMs) =>
    paged.filter((shift) => shift.from <= instant && instant < shift.to).map(({ person }) => person);
  const edges = paged.flatMap((shift) => [shift.from, shift.to]).filter((edge) => edge > at);
  const people = peopleAt(at);
  const until = edges
    .sort((a, b) => a - b)
    .find((edge) => edge < Math.max(at, now) + LOOKED_AHEAD_MS && peopleAt(edge).join() !== people.join());
  return {
    rota,
    people,
    lookOn: shifts.filter((shift) => shift.shadow && shift.from <= at && at < shift.to).map(({ person }) => person),
    ...(until !== undefined && { until: toIso(until) }),
    next: until === undefined ? [] : peopleAt(until),
  };
};

/** The shifts of one person by any rota, the earliest first. */
export const shiftsOfPerson = (lookup: Lookup, personId: string, range: Range, now: EpochMs): ShiftOfRota[] =>
  (lookup.configuration.rotas ?? [])
    .flatMap((rota) => shiftsOfRota(lookup, rota, range, now).map((shift) => ({ ...shift, rota })))
    .filter(({ person }) => person === personId)
    .sort((a, b) => a.from - b.from);
