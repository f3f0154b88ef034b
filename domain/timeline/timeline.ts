import type { Lookup } from '../configuration/lookup.ts';
import type { Actor, Commit } from '../incident/commit.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Reader } from '../words/reader.ts';
import { SAID_BY, SAYS } from './sentences.ts';
import { actorName, Teller } from './teller.ts';

/** One line of the record, in plain words, with the event it says. */
export interface TimelineEntry {
  readonly at: string;
  readonly seq: number;
  readonly index: number;
  /** The event's type. */
  readonly kind: IncidentEvent['type'];
  readonly actor: Actor;
  readonly actorName: string;
  /** A sentence that is whole without the rest. */
  readonly text: string;
  /** Another entry of the same commit says it too: where there is room for one line a command, this is none. */
  readonly folded?: true;
  readonly event: IncidentEvent;
}

const isSaidBeside = (event: IncidentEvent, { events }: Commit): boolean =>
  (SAID_BY[event.type] ?? []).some((type) => events.some((other) => other.type === type));

/**
 * What a commit says, one entry per event, in order.
 *
 * @param reader by whose clock; the organisation's unless said otherwise
 * @param words what people wrote, of which commits hold a reference only
 */
export const timelineOf = (
  commit: Commit,
  lookup: Lookup,
  reader: Pick<Reader, 'timeZone'> = lookup.configuration.organisation,
  words?: Teller['words'],
): TimelineEntry[] => {
  const teller = new Teller(commit, lookup, { language: 'en', timeZone: reader.timeZone }, words);
  return commit.events.map((event, index) => ({
    at: commit.at,
    seq: commit.seq,
    index,
    kind: event.type,
    actor: commit.actor,
    actorName: actorName(commit.actor, lookup),
    text: (SAYS[event.type] as (e: IncidentEvent, t: Teller) => string)(event, teller),
    ...(isSaidBeside(event, commit) ? { folded: true as const } : {}),
    event,
  }));
};
