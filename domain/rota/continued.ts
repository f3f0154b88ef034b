import type { EpochMs } from '../instant/instant.ts';
import type { Layer } from './configured-rota.ts';
import type { Continuity, Rota } from './rota.ts';
import { peopleOfTurn, placeOfTurn } from './shifts.ts';
import { type Turns, turnsOf } from './turns.ts';

const sameLayer = (a: Layer, b: Layer): boolean => JSON.stringify(a) === JSON.stringify(b);

const textOf = (place: readonly string[] | undefined): string => (place ?? []).join('\n');

/**
 * The place in the new list at which the next turn begins: after whoever stood last in the turn of now, which is the nearest place
 * with the same names; else at the first of those that would have followed and are still there.
 */
const nextPlace = (now: Turns, old: Turns, next: number): number => {
  const at = (place: number) => textOf(old.places[(place + old.places.length) % old.places.length]);
  const last = (next - 1 + old.places.length) % old.places.length;
  const [nearest] = now.places
    .flatMap((names, place) => (textOf(names) === at(last) ? [place] : []))
    .sort((a, b) => Math.abs(a - last) - Math.abs(b - last));
  if (nearest !== undefined) return nearest + 1;
  for (let step = 0; step < old.places.length; step += 1) {
    const there = now.places.findIndex((names) => textOf(names) === at(next + step));
    if (there >= 0) return there;
  }
  return 0;
};

const continuityOf = (before: Rota, after: Rota, layer: Layer, isKnown: (person: string) => boolean, at: EpochMs) => {
  const was = before.layers.find(({ id }) => id === layer.id);
  const known = before.continued?.[layer.id];
  if (!was || (sameLayer(was, layer) && before.timeZone === after.timeZone)) return known;
  const old = turnsOf(was, before.timeZone);
  const now = turnsOf(layer, after.timeZone);
  if (at < old.from || at >= old.until || at < now.from || at >= now.until) return undefined;
  const turn = old.at(at);
  const people = peopleOfTurn(old, turn, known).filter(isKnown);
  if (people.length === 0) return undefined;
  const next = placeOfTurn(old, turn, known) + old.together;
  // Never below the places of one turn: the turn of now begins so many before it.
  return { turn: now.at(at), people, next: nextPlace(now, old, next) + now.places.length * now.together };
};

/**
 * An edited rota, in which whoever has a turn keeps it until the next hand-over, and the turns after it go on from there. Somebody
 * who is gone keeps nothing.
 *
 * @param isKnown whether somebody can still be on call
 * @param at when the edit is made
 */
export const continuedAfter = (
  before: Rota,
  after: Rota,
  isKnown: (person: string) => boolean,
  at: EpochMs,
): Record<string, Continuity> =>
  Object.fromEntries(
    after.layers.flatMap((layer) => {
      const continuity = continuityOf(before, after, layer, isKnown, at);
      return continuity === undefined ? [] : [[layer.id, continuity]];
    }),
  );
