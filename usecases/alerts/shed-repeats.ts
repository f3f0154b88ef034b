import type { AlertState } from '../../domain/alert/alert.ts';
import { isMereRepeat } from '../../domain/alert/repeat.ts';
import type { Lookup } from '../../domain/configuration/lookup.ts';
import { DEFAULT_RATE_LIMIT } from '../../domain/configuration/rate-limit.ts';
import { toIso } from '../../domain/instant/instant.ts';
import type { Ports } from '../../ports/ports.ts';
import type { Prepared } from './prepare-signals.ts';
import { keepShed } from './shed-counts.ts';

/** A queue has long emptied itself after this: what was put there is applied, and repeats are mere repeats again. */
const LIFTED_FOR_MS = 15 * 60_000;

/** So many rows are read before others have their turn. */
const READ_AT_ONCE = 500;

const NOTHING: ReadonlySet<string> = new Set();

type Rounds = readonly ReadonlyMap<string, Prepared>[];

/** By how many records each integration is over its limit. */
const excessIn = (ports: Ports, lookup: Lookup, rounds: Rounds): Map<string, number> | undefined => {
  const wanted = new Map<string, number>();
  for (const round of rounds) {
    for (const { record } of round.values()) {
      const { integrationId } = record.signal;
      wanted.set(integrationId, (wanted.get(integrationId) ?? 0) + 1);
    }
  }
  let excess: Map<string, number> | undefined;
  for (const [integrationId, number] of wanted) {
    const limit = lookup.integration(integrationId)?.rateLimit ?? DEFAULT_RATE_LIMIT;
    const taken = ports.rates.take(`alerts of ${integrationId}`, number, limit);
    if (taken === number) continue;
    excess ??= new Map();
    excess.set(integrationId, number - taken);
  }
  return excess;
};

/** What may be a mere repeat as far as the batch itself tells: it fires, and the batch says nothing else about its alert. */
const candidatesIn = (rounds: Rounds, excess: ReadonlyMap<string, number>): Prepared[] => {
  const [first, second] = rounds;
  return [...(first?.values() ?? [])].filter(
    ({ record: { alertId, signal } }) =>
      signal.status === 'firing' && excess.has(signal.integrationId) && second?.has(alertId) !== true,
  );
};

const tell = (ports: Ports, shed: ReadonlyMap<string, number>): void => {
  for (const [integration, number] of shed) {
    const untold = ports.rates.turnedAway(`alerts of ${integration}`, number);
    if (untold === undefined) continue;
    const text = `"${integration}" is over its rate limit: ${untold} repeats were only counted`;
    ports.observer.happened({
      kind: 'repeats-shed',
      text,
      at: toIso(ports.clock.now()),
      details: { integration, repeats: untold },
    });
  }
};

/**
 * The alerts of a batch of which nothing is written, because their integration is over its rate limit and they repeat what
 * is known. Within the limit this reads nothing. Over it one batched read tells repeats from news, and news is always kept:
 * a first alert, a worsening, an acknowledgement, a resolution, and whatever cannot be read.
 */
export const repeatsToShed = async (ports: Ports, lookup: Lookup, rounds: Rounds): Promise<ReadonlySet<string>> => {
  const excess = excessIn(ports, lookup, rounds);
  if (!excess) return NOTHING;
  const candidates = candidatesIn(rounds, excess);
  if (candidates.length === 0) return NOTHING;
  try {
    const states: (AlertState | undefined)[] = [];
    for (let from = 0; from < candidates.length; from += READ_AT_ONCE) {
      if (from > 0) await ports.pause();
      const part = candidates.slice(from, from + READ_AT_ONCE);
      states.push(...(await ports.stores.alerts.states(part.map(({ record }) => record.alertId))));
    }
    const repeats = new Set<string>();
    const shed = new Map<string, number>();
    candidates.forEach((item, i) => {
      const { record } = item;
      const state = states[i];
      const { integrationId } = record.signal;
      const left = excess.get(integrationId) ?? 0;
      if (state === undefined || left === 0 || !isMereRepeat(state, record)) return;
      excess.set(integrationId, left - 1);
      repeats.add(record.alertId);
      keepShed(ports, record);
      shed.set(integrationId, (shed.get(integrationId) ?? 0) + record.count);
    });
    tell(ports, shed);
    return repeats;
  } catch (error) {
    ports.observer.failed('telling repeats from news; everything is taken in', error);
    return NOTHING;
  }
};

/**
 * Sheds nothing of these integrations for a while: a resolution that waits in the queue would end an alert whose repeat,
 * shed meanwhile, would have kept it open.
 */
export const shedNothingOf = (ports: Ports, integrationIds: Iterable<string>): void => {
  for (const integrationId of new Set(integrationIds)) ports.rates.lift(`alerts of ${integrationId}`, LIFTED_FOR_MS);
};
