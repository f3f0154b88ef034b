import type { EpochMs } from '../instant/instant.ts';
import type { Layer } from './configured-rota.ts';
import type { LastingOverride, Override } from './override.ts';
import type { Continuity, Rota } from './rota.ts';
import { peopleFrom, type Turns, turnsOf } from './turns.ts';
import { coveredIn, type Interval } from './windows.ts';

/** One person on call for a time, without a break. */
export interface Shift {
  readonly person: string;
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Absent where an override put them there beside all layers. */
  readonly layer?: string;
  /** Of the layer, counted from its first. */
  readonly turn?: number;
  /** What put them there in another's place, or besides. */
  readonly override?: string;
  /** They look on: nobody pages them. */
  readonly shadow?: true;
}

interface Duty extends Omit<Shift, 'from' | 'to'> {}

/** A stretch of one layer in which the same people have it. */
interface Stretch extends Interval {
  readonly duties: readonly Duty[];
}

/** The place in the layer's list at which a turn begins. */
export const placeOfTurn = (turns: Turns, turn: number, continued: Continuity | undefined): number => {
  const { before, together } = turns;
  if (continued === undefined || turn < continued.turn) return before(turn) * together;
  if (turn === continued.turn) return continued.next - together;
  return continued.next + (before(turn) - before(continued.turn + 1)) * together;
};

/** Who have a turn: as the layer says, or as an edit left it. */
export const peopleOfTurn = (turns: Turns, turn: number, continued: Continuity | undefined): readonly string[] =>
  turn === continued?.turn ? continued.people : peopleFrom(turns, placeOfTurn(turns, turn, continued));

const swapped = (overrides: readonly Override[], layer: string, turn: number, person: string): Duty => {
  let duty: Duty = { person, layer, turn };
  for (const override of overrides) {
    if (override.kind !== 'swap' || override.layer !== layer || override.turn !== turn) continue;
    if (override.person === duty.person) duty = { ...duty, person: override.by, override: override.id };
  }
  return duty;
};

const stretchesOf = (layer: Layer, rota: Rota, { from, to }: Interval): Stretch[] => {
  const turns = turnsOf(layer, rota.timeZone);
  const begins = Math.max(from, turns.from);
  const ends = Math.min(to, turns.until);
  if (begins >= ends) return [];
  const overrides = rota.overrides ?? [];
  const stretches: Stretch[] = [];
  let turn = turns.at(begins);
  let handOver = turns.begins(turn + 1);
  let duties: readonly Duty[] | undefined;
  for (const covered of coveredIn(turns.windows, turns.zone, { from: begins, to: ends })) {
    for (let at = covered.from; at < covered.to; at = Math.min(covered.to, handOver)) {
      for (; handOver <= at; duties = undefined) {
        turn += 1;
        handOver = turns.begins(turn + 1);
      }
      const { id } = layer;
      const of = turn;
      duties ??= peopleOfTurn(turns, of, rota.continued?.[id]).map((person) => swapped(overrides, id, of, person));
      stretches.push({ from: at, to: Math.min(covered.to, handOver), duties });
    }
  }
  return stretches;
};

/** Walks along stretches that are apart and in order. */
const alongside = (stretches: readonly Stretch[]): ((at: EpochMs) => readonly Duty[]) => {
  let next = 0;
  return (at) => {
    while (next < stretches.length && (stretches[next]?.to ?? 0) <= at) next += 1;
    const here = stretches[next];
    return here && here.from <= at ? here.duties : [];
  };
};

const combined = (combine: Rota['combine'], layers: readonly { layer: Layer; duties: readonly Duty[] }[]): Duty[] => {
  const covering = layers.filter(({ duties }) => duties.length > 0);
  if (combine === 'union') return covering.flatMap(({ duties }) => duties);
  if (combine === 'first-wins') return [...(covering[0]?.duties ?? [])];
  const highest = Math.max(...covering.map(({ layer }) => layer.level));
  return covering.filter(({ layer }) => layer.level === highest).flatMap(({ duties }) => duties);
};

const isAt = (at: EpochMs) => (override: LastingOverride) => override.from <= at && at < override.to;

const lasting = (overrides: readonly Override[]): LastingOverride[] =>
  overrides.filter((override): override is LastingOverride => override.kind !== 'swap');

const instead = (people: readonly string[], id: string, layer?: string): Duty[] =>
  people.map((person) => ({ person, override: id, ...(layer !== undefined && { layer }) }));

/** One person after another, and then whatever replaces everything: that is the stronger word. */
const overridden = (duties: readonly Duty[], overrides: readonly LastingOverride[]): Duty[] => {
  let now = [...duties];
  for (const override of overrides) {
    if (override.kind === 'cover')
      now = now.map((duty) =>
        duty.person === override.person ? { ...duty, person: override.by, override: override.id } : duty,
      );
    else if (override.kind === 'remove') now = now.filter(({ person }) => person !== override.person);
    else if (override.kind === 'add') now.push({ person: override.person, override: override.id });
  }
  const whole = overrides.findLast((override) => override.kind === 'instead' && override.layer === undefined);
  return whole?.kind === 'instead' ? instead(whole.people, whole.id) : now;
};

const insteadOfLayer = (duties: readonly Duty[], layer: string, overrides: readonly LastingOverride[]) => {
  const whole = overrides.findLast((override) => override.kind === 'instead' && override.layer === layer);
  return whole?.kind === 'instead' ? instead(whole.people, whole.id, layer) : duties;
};

/** Nobody twice: whoever is on call does not look on besides. */
const once = (duties: readonly Duty[]): Duty[] => {
  const seen = new Set<string>();
  return duties.filter(({ person }) => !seen.has(person) && seen.add(person));
};

const sameDuty = (a: Duty, b: Duty): boolean =>
  a.person === b.person &&
  a.layer === b.layer &&
  a.turn === b.turn &&
  a.override === b.override &&
  a.shadow === b.shadow;

/**
 * Who is on call between two instants, in the order of the beginnings: the layers, as they combine, and the overrides over them.
 * Cut at both ends. Asked of one millisecond it says who is on call then, so that both agree.
 */
export const shiftsBetween = (rota: Rota, from: EpochMs, to: EpochMs): Shift[] => {
  const overrides = rota.overrides ?? [];
  const standing = lasting(overrides).filter((override) => override.from < to && override.to > from);
  const layers = rota.layers.map((layer) => ({ layer, stretches: stretchesOf(layer, rota, { from, to }) }));
  const edges = new Set([from, to]);
  for (const interval of [...layers.flatMap(({ stretches }) => stretches), ...standing]) {
    for (const edge of [interval.from, interval.to]) if (edge > from && edge < to) edges.add(edge);
  }
  const walked = layers.map(({ layer, stretches }) => ({ layer, dutiesAt: alongside(stretches) }));
  const ordered = [...edges].sort((a, b) => a - b);
  const shifts: Shift[] = [];
  let open: { duty: Duty; index: number }[] = [];
  for (let i = 0; i + 1 < ordered.length; i += 1) {
    const [begins, ends] = [ordered[i] ?? from, ordered[i + 1] ?? to];
    const inForce = standing.filter(isAt(begins));
    const here = walked.map(({ layer, dutiesAt }) => ({
      layer,
      duties: insteadOfLayer(dutiesAt(begins), layer.id, inForce),
    }));
    const paged = combined(
      rota.combine,
      here.filter(({ layer }) => !layer.shadow),
    );
    const looking = here
      .filter(({ layer }) => layer.shadow)
      .flatMap(({ duties }) => duties.map((duty): Duty => ({ ...duty, shadow: true })));
    const going = open;
    open = [];
    for (const duty of once([...overridden(paged, inForce), ...looking])) {
      const before = going.find((one) => sameDuty(one.duty, duty));
      const index = before?.index ?? shifts.length;
      shifts[index] = { ...duty, from: shifts[index]?.from ?? begins, to: ends };
      open.push({ duty, index });
    }
  }
  return shifts;
};

/** Whom a page would reach at an instant, in the order of the layers. */
export const onCallAt = (rota: Rota, at: EpochMs): string[] =>
  shiftsBetween(rota, at, at + 1)
    .filter(({ shadow }) => !shadow)
    .map(({ person }) => person);

/** When nobody is on call. What has passed is asked of nobody: `from` is now, or later. */
export const gapsBetween = (rota: Rota, from: EpochMs, to: EpochMs): Interval[] =>
  uncovered(
    shiftsBetween(rota, from, to).filter(({ shadow }) => !shadow),
    from,
    to,
  );

/** What no interval covers. @param intervals in the order of their beginnings */
export const uncovered = (intervals: readonly Interval[], from: EpochMs, to: EpochMs): Interval[] => {
  const gaps: Interval[] = [];
  let covered = from;
  for (const interval of intervals) {
    if (interval.from > covered) gaps.push({ from: covered, to: interval.from });
    covered = Math.max(covered, interval.to);
  }
  if (covered < to) gaps.push({ from: covered, to });
  return gaps;
};

/** Swaps whose turn is not that of the person who gave it away any more: nobody was moved, and somebody should look. */
export const staleSwaps = (rota: Rota): Extract<Override, { kind: 'swap' }>[] =>
  (rota.overrides ?? []).filter((override): override is Extract<Override, { kind: 'swap' }> => {
    if (override.kind !== 'swap') return false;
    const layer = rota.layers.find(({ id }) => id === override.layer);
    if (!layer) return true;
    const people = peopleOfTurn(turnsOf(layer, rota.timeZone), override.turn, rota.continued?.[layer.id]);
    const given = (rota.overrides ?? []).slice(0, (rota.overrides ?? []).indexOf(override));
    return !people.some((person) => swapped(given, layer.id, override.turn, person).person === override.person);
  });
