import type { Lookup } from '../configuration/lookup.ts';
import type { Actor, Commit } from '../incident/commit.ts';
import type { IncidentEvent } from '../incident/events.ts';
import type { Language, Reader } from '../words/reader.ts';
import type { Says } from './parts.ts';
import { SAYS_IN_ENGLISH } from './sentences.ts';
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

/** Of what an event follows in its commit, or by what it is said already: with one of these beside it, it is no line of its own. */
export const SAID_BY: Readonly<Partial<Record<IncidentEvent['type'], readonly IncidentEvent['type'][]>>> = {
  AlertsAttached: ['IncidentOpened'],
  TriggersEvaluated: ['CandidateProposed', 'MajorIncidentDeclared', 'IncidentOpened', 'AlertsAttached'],
  RoleRelinquished: ['RoleAssumed'],
  ResponseOrganised: ['ResponseOrganised'],
  PagingStarted: ['LevelPaged', 'PagingHeld'],
  IncidentQuietened: ['IncidentSeparated'],
  InvestigationStarted: ['PageAcknowledged'],
  PagingStopped: [
    'IncidentResolved',
    'IncidentMitigated',
    'IncidentMerged',
    'IncidentClosed',
    'CandidateEscalated',
    'CandidateRejected',
    'CandidateLapsed',
    'MajorIncidentDemoted',
    'UpdateMissed',
  ],
};

const isSaidBeside = (event: IncidentEvent, { events }: Commit): boolean =>
  (SAID_BY[event.type] ?? []).some((type) => events.some((other) => other.type === type));

/** A language with all its sentences. */
export interface TimelineLanguage {
  readonly language: Language;
  readonly says: Says;
}

const IN_ENGLISH: TimelineLanguage = { language: 'en', says: SAYS_IN_ENGLISH };

/**
 * What a commit says, one entry per event, in order.
 *
 * @param reader by whose clock; the organisation's unless said otherwise
 * @param words what people wrote, of which commits hold a reference only
 * @param in which language; English, as programs read it, unless said otherwise
 */
export const timelineOf = (
  commit: Commit,
  lookup: Lookup,
  reader: Pick<Reader, 'timeZone'> = lookup.configuration.organisation,
  words?: Teller['words'],
  { language, says }: TimelineLanguage = IN_ENGLISH,
): TimelineEntry[] => {
  const teller = new Teller(commit, lookup, { language, timeZone: reader.timeZone }, words);
  return commit.events.map((event, index) => ({
    at: commit.at,
    seq: commit.seq,
    index,
    kind: event.type,
    actor: commit.actor,
    actorName: actorName(commit.actor, lookup),
    text: (says[event.type] as (e: IncidentEvent, t: Teller) => string)(event, teller),
    ...(isSaidBeside(event, commit) ? { folded: true as const } : {}),
    event,
  }));
};
