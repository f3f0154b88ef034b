import type { Letter } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { counted, listed } from './lists.ts';
import type { Reader } from './reader.ts';
import { timeFor } from './times.ts';

/** What a digest says of the pages that waited for it. */
export interface DigestFacts {
  readonly personName: string;
  readonly reader: Reader;
  readonly now: EpochMs;
  readonly since: Iso;
  /** How many incidents it is about, exactly. */
  readonly incidents: number;
  readonly worst: {
    readonly number: string;
    readonly severity: string;
    readonly service: string;
    readonly title: string;
  };
  /** Names of the services, the ones with most of it first. */
  readonly services: readonly string[];
  readonly url: string;
  /** Minutes until the next one may come. */
  readonly minutes: number;
}

/** One message for all that would have been a message each. */
export const digestLetterOf = (facts: DigestFacts): Letter => {
  const { incidents, worst, reader, now } = facts;
  const since = timeFor(reader, facts.since, now, 'clock');
  const many = counted(incidents, 'more incident');
  return {
    language: reader.language,
    headline: {
      before: `${many} since ${since}, worst ${worst.severity} ${worst.service}: `,
      title: worst.title,
      after: '',
    },
    above: `${many} · worst ${worst.severity}`,
    greeting: `Hello ${facts.personName},`,
    lead: `${counted(incidents, 'incident')} since ${since} ${incidents === 1 ? 'waits' : 'wait'} for you, on ${listed(facts.services)}. The worst is ${worst.number}, ${worst.severity} ${worst.service}: ${worst.title}.`,
    ask: `Acknowledge all ${incidents} at once. Otherwise whoever is next is paged for each. The next message of this kind comes in ${counted(facts.minutes, 'minute')} at the soonest; what is worse comes at once.`,
    shortAsk: `Acknowledge all ${incidents}:`,
    facts: [],
    button: { label: `Acknowledge all ${incidents}`, url: facts.url },
    small: [],
  };
};
