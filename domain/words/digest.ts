import type { Letter } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { counted, listed } from './lists.ts';
import type { Language, Reader } from './reader.ts';
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

interface DigestWords {
  readonly many: (n: number) => string;
  readonly since: (many: string, since: string) => string;
  readonly worst: (worst: string) => string;
  readonly lead: (n: number, since: string, services: string, worst: DigestFacts['worst']) => string;
  readonly ask: (n: number, minutes: number) => string;
  readonly shortAsk: (n: number) => string;
  readonly button: (n: number) => string;
}

const WORDS: Readonly<Record<Language, DigestWords>> = {
  en: {
    many: (n) => counted(n, 'more incident'),
    since: (many, since) => `${many} since ${since}`,
    worst: (worst) => `worst ${worst}`,
    lead: (n, since, services, worst) =>
      `${counted(n, 'incident')} since ${since} ${n === 1 ? 'waits' : 'wait'} for you, on ${services}. The worst is ${worst.number}, ${worst.severity} ${worst.service}: ${worst.title}.`,
    ask: (n, minutes) =>
      `Acknowledge all ${n} at once. Otherwise whoever is next is paged for each. The next message of this kind comes in ${counted(minutes, 'minute')} at the soonest; what is worse comes at once.`,
    shortAsk: (n) => `Acknowledge all ${n}:`,
    button: (n) => `Acknowledge all ${n}`,
  },
  de: {
    many: (n) => counted(n, 'weitere Störung', 'weitere Störungen'),
    since: (many, since) => `${many} seit ${since}`,
    worst: (worst) => `schwerste ${worst}`,
    lead: (n, since, services, worst) =>
      `${counted(n, 'Störung wartet', 'Störungen warten')} seit ${since} auf Sie, bei ${services}. Die schwerste ist ${worst.number}, ${worst.severity} ${worst.service}: ${worst.title}.`,
    ask: (n, minutes) =>
      `Übernehmen Sie alle ${n} auf einmal. Sonst wird für jede gerufen, wer als Nächstes an der Reihe ist. Die nächste Nachricht dieser Art kommt frühestens in ${counted(minutes, 'Minute', 'Minuten')}; was schwerer ist, kommt sofort.`,
    shortAsk: (n) => `Alle ${n} übernehmen:`,
    button: (n) => `Alle ${n} übernehmen`,
  },
};

/** One message for all that would have been a message each, in the language and by the clock of whoever gets it. */
export const digestLetterOf = (facts: DigestFacts): Letter => {
  const { incidents, minutes, personName, reader, now, services, url, worst } = facts;
  const { language } = reader;
  const words = WORDS[language];
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
