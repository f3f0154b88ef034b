import type { Letter } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { listed } from './lists.ts';
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

/** How one language says what a digest says. */
export interface DigestWords {
  readonly many: (n: number) => string;
  readonly since: (many: string, since: string) => string;
  readonly worst: (worst: string) => string;
  readonly lead: (n: number, since: string, services: string, worst: DigestFacts['worst']) => string;
  readonly ask: (n: number, minutes: number) => string;
  readonly shortAsk: (n: number) => string;
  readonly button: (n: number) => string;
}

/** One message for all that would have been a message each, in the language and by the clock of whoever gets it. */
export const digestLetterOf = (facts: DigestFacts, words: DigestWords): Letter => {
  const { incidents, minutes, personName, reader, now, services, url, worst } = facts;
  const { language } = reader;
  const since = timeFor(reader, facts.since, now, 'clock');
  const many = words.many(incidents);
  return {
    language,
    headline: {
      before: `${words.since(many, since)}, ${words.worst(`${worst.severity} ${worst.service}`)}: `,
      title: worst.title,
      after: '',
    },
    above: `${many} · ${words.worst(worst.severity)}`,
    greeting: LETTER_FRAME[language].greeting(personName),
    lead: words.lead(incidents, since, listed(services, language), worst),
    ask: words.ask(incidents, minutes),
    shortAsk: words.shortAsk(incidents),
    facts: [],
    button: { label: words.button(incidents), url },
    small: [],
  };
};
