import { CHANNEL_NAMES, CHANNELS, type ChannelName } from '../channel/index.ts';
import type { EventOf, IncidentEvent, PagingPurpose } from '../incident/events.ts';
import type { SealedData } from '../stream/personal.ts';
import { unstopped } from '../words/lists.ts';
import type { Teller } from './teller.ts';

/** How one language says each event, as a sentence that is whole by itself: who, what in the past tense, why, by when. */
export type Says = { readonly [T in IncidentEvent['type']]: (event: EventOf<T>, t: Teller) => string };

export const quoted = (text: string): string => `"${unstopped(text)}"`;

/** The reason as somebody typed it; nothing where there is none. */
export const typed = (reason: string | undefined): string => (reason === undefined ? '' : `: ${quoted(reason)}`);

export const minutesIn = (reason: string): string => /within ([\d.]+ min)/.exec(reason)?.[1] ?? '';

/** A channel by its name, and what an earlier version had as it was stored. */
export const wayOf = (channel: string): string =>
  CHANNEL_NAMES.includes(channel as ChannelName) ? CHANNELS[channel as ChannelName].title : channel;

/** Who was paged for this purpose by the same command; nobody else whom it paged. */
export const pagedIn = (t: Teller, purpose: PagingPurpose): string[] => {
  const { events } = t.commit;
  const started = events.find((e) => e.type === 'PagingStarted' && e.purpose === purpose);
  const others = events.flatMap((e) => (e.type === 'PagingStarted' && e.purpose !== purpose ? [e.pagingId] : []));
  const people = events.flatMap((e) => {
    if (e.type !== 'LevelPaged' || others.includes(e.pagingId)) return [];
    if (started?.type === 'PagingStarted' && started.pagingId !== e.pagingId) return [];
    return e.pages.map(({ personId }) => personId);
  });
  return [...new Set(people)];
};

/** What an alert, or an incident, is called in an event: as whoever wrote it called it, as long as nobody has erased that. */
export const titleIn = (
  t: Teller,
  { title, words }: { readonly title: string; readonly words?: SealedData | undefined },
): string => quoted((words && t.words(words)?.title) ?? title);

export const UNTITLED = { title: '' };

/** How many titles a sentence names. */
export const MOST_TITLES = 3;
