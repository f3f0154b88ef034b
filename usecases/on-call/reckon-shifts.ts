import type { Configuration } from '../../domain/configuration/configuration.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import type { LiveRecord } from '../../domain/live/live-record.ts';
import { continuedAfter } from '../../domain/rota/continued.ts';
import { type KeptShifts, SHIFTS } from '../../domain/rota/kept-shifts.ts';
import { onCallFrom } from '../../domain/rota/on-call-from.ts';
import { type Rota, rotaOf, sameRota } from '../../domain/rota/rota.ts';
import { isFresh } from './fresh-shifts.ts';

const DAY_MS = 86_400_000;

/** How far ahead it is known whom to page, however long nothing reckons. */
export const KEPT_AHEAD_MS = 14 * DAY_MS;

/** How long it is kept who was on call: as it was, whatever the files say by now. */
export const KEPT_BEHIND_MS = 14 * DAY_MS;

const recordOf = (id: string, state: KeptShifts, now: EpochMs, ended = false): LiveRecord<KeptShifts> => ({
  kind: SHIFTS,
  id,
  seq: now,
  ended,
  changedAt: toIso(now),
  state,
});

/** What has passed stays as it was kept; what is to come is reckoned. */
const keptFor = (rota: Rota, before: KeptShifts | undefined, now: EpochMs): KeptShifts => {
  const until = now + KEPT_AHEAD_MS;
  const past = (before?.onCall ?? []).filter(([from]) => from < now);
  const oldest = past.findLastIndex(([from]) => from <= now - KEPT_BEHIND_MS);
  return { rota, onCall: [...past.slice(Math.max(0, oldest)), ...onCallFrom(rota, now, until)], until };
};

/**
 * The records of shifts that are to be put: of rotas that are new or were edited, of those that reach not far enough ahead, and of
 * those that are no more. An edit leaves whoever is on call until the next hand-over.
 */
export const reckonShifts = (
  configuration: Configuration,
  kept: readonly LiveRecord<KeptShifts>[],
  now: EpochMs,
): LiveRecord<KeptShifts>[] => {
  const people = new Set(configuration.people.map(({ id }) => id));
  const byId = new Map(kept.map((record) => [record.id, record]));
  const rotas = configuration.rotas ?? [];
  const reckoned = rotas.flatMap((configured) => {
    const rota = rotaOf(configured, configuration.organisation.timeZone);
    const before = byId.get(configured.id)?.state;
    if (isFresh(before, rota, now)) return [];
    const isSame = before !== undefined && sameRota(before.rota, rota);
    const continued =
      before && (isSame ? before.rota.continued : continuedAfter(before.rota, rota, (id) => people.has(id), now));
    return [recordOf(rota.id, keptFor({ ...rota, ...(continued && { continued }) }, before, now), now)];
  });
  const gone = kept.filter(({ id }) => !rotas.some((rota) => rota.id === id));
  return [...reckoned, ...gone.map(({ id, state }) => recordOf(id, state, now, true))];
};
