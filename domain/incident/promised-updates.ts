import { type Iso, toMs } from '../instant/instant.ts';
import type { EventOf } from './events.ts';
import type { IncidentState } from './state.ts';

export type LastUpdate = NonNullable<IncidentState['lastUpdate']>;

/** Whom a promise was made to before each audience had its own. */
export const EVERYBODY = 'everybody';

/** By when each audience was promised news. */
export const promisesOf = (last: LastUpdate | undefined): Readonly<Record<string, Iso>> =>
  last?.promises ?? (last?.nextUpdateBy === undefined ? {} : { [EVERYBODY]: last.nextUpdateBy });

const earliest = (promises: Readonly<Record<string, Iso>>): Iso | undefined => Object.values(promises).sort()[0];

const withPromises = (last: LastUpdate, promises: Readonly<Record<string, Iso>>): LastUpdate => {
  const { nextUpdateBy: _, promises: __, ...said } = last;
  const next = earliest(promises);
  return next === undefined ? said : { ...said, nextUpdateBy: next, promises: { ...promises } };
};

/** When the first promise is due. */
export const nextPromise = (last: LastUpdate | undefined): Iso | undefined => earliest(promisesOf(last));

/** What an audience reads of the next update: what it was promised itself. */
export const promiseTo = (promises: Readonly<Record<string, Iso>>, audience: string): Iso | undefined =>
  promises[audience] ?? promises[EVERYBODY];

/**
 * What an update makes of the promises: those whom it reaches have their news, and the new promise where there is one;
 * everybody else's stands. What reaches nobody keeps no promise, and still reminds whoever means to write again.
 */
export const afterUpdate = (
  before: LastUpdate | undefined,
  { message, nextUpdateBy, audiences, reaches, unheard }: EventOf<'UpdatePosted'>,
  at: Iso,
): LastUpdate => {
  const said = { message, at, ...(reaches && { audiences: reaches }), ...(unheard && { unheard }) };
  // Written before updates said whom they reach: everybody whom they named, or everybody.
  const heard = reaches ?? audiences ?? [EVERYBODY];
  const stand = heard.includes(EVERYBODY)
    ? {}
    : Object.fromEntries(Object.entries(promisesOf(before)).filter(([audience]) => !heard.includes(audience)));
  const isFor = heard.length > 0 ? heard : (audiences ?? [EVERYBODY]);
  const made = nextUpdateBy === undefined ? [] : isFor.map((audience) => [audience, nextUpdateBy] as const);
  return withPromises(said, { ...stand, ...Object.fromEntries(made) });
};

/** The audiences whose promise is due by then. */
export const promisesDue = (last: LastUpdate | undefined, by: number): string[] =>
  Object.entries(promisesOf(last)).flatMap(([audience, at]) => (toMs(at) <= by ? [audience] : []));

/** A promise that was missed is told of and asked for once. */
export const afterMiss = (
  last: LastUpdate | undefined,
  audiences: readonly string[] | undefined,
): LastUpdate | undefined =>
  last &&
  withPromises(
    last,
    audiences === undefined
      ? {}
      : Object.fromEntries(Object.entries(promisesOf(last)).filter(([audience]) => !audiences.includes(audience))),
  );

/** Of two incidents that are one now: of two promises to an audience the earlier binds; what was said last stays so. */
export const merged = (own: LastUpdate | undefined, other: LastUpdate | undefined): LastUpdate | undefined => {
  if (!other) return own;
  const promises: Record<string, Iso> = { ...promisesOf(own) };
  for (const [audience, at] of Object.entries(promisesOf(other))) {
    const mine = promises[audience];
    promises[audience] = mine !== undefined && mine < at ? mine : at;
  }
  return withPromises(own && own.at > other.at ? own : other, promises);
};
