import type { Letter } from '../channel/channel.ts';
import type { NoticeKind } from '../incident/notices.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { cutAtWord, listed, unstopped } from './lists.ts';
import type { Language, Reader } from './reader.ts';
import { timeFor } from './times.ts';

/** A role by its name, as a sentence has it, with the people that it came from or went to. */
export interface NamedRole {
  readonly name: string;
  readonly tasks: readonly string[];
  readonly other?: string | undefined;
}

/** What a notice says. What is not known is left out, and its sentence with it. */
export interface NoticeFacts {
  readonly kind: NoticeKind;
  readonly personName: string;
  readonly reader: Reader;
  readonly now: EpochMs;
  readonly url: string;
  readonly number: string;
  readonly title: string;
  readonly severity: string;
  readonly serviceName: string;
  readonly since: Iso;
  /** Absent for Muster itself. */
  readonly by?: string | undefined;
  readonly roles: readonly NamedRole[];
  /** Whoever answers takes it. */
  readonly unanswered: boolean;
  readonly contact?: string | undefined;
}

interface Said {
  /** Before the title. */
  readonly headline: string;
  readonly lead: string;
  readonly ask?: string;
  readonly shortAsk: string;
  readonly button: string;
  readonly why: string;
}

/** How one language says each kind of notice. */
export interface NoticeWords {
  readonly says: Readonly<Record<NoticeKind, (facts: NoticeFacts, since: string) => Said>>;
  readonly forYou: string;
  /** Of several at once. */
  readonly several: {
    readonly headline: (n: number, since: string) => string;
    readonly lead: (n: number, since: string) => string;
    readonly button: string;
    readonly why: string;
  };
}

/** A name in a text message has this much room. */
const NAME = 24;

export const about = ({ number, severity, serviceName }: NoticeFacts): string =>
  `${number}, ${severity} ${cutAtWord(serviceName, NAME)}`;

export const titled = ({ serviceName, title }: NoticeFacts): string => `${serviceName}: ${unstopped(title)}`;

/** From whom a role came, or to whom it went. */
export const othersOf = (roles: readonly NamedRole[]): string[] => [
  ...new Set(roles.flatMap(({ other }) => (other === undefined ? [] : [other]))),
];

export const tasksOf = (roles: readonly NamedRole[]): string =>
  [...new Set(roles.flatMap(({ tasks }) => tasks))].join('; ');

export const namesOf = (roles: readonly NamedRole[], language: Language): string =>
  listed(
    roles.map(({ name }) => name),
    language,
  );

export const joined = (...sentences: readonly (string | false)[]): string =>
  sentences.filter((said) => said !== false && said !== '').join(' ');

/** What a notice says to whom it is sent, in their language and by their clock. */
export const noticeLetterOf = (facts: NoticeFacts, words: NoticeWords): Letter => {
  const { reader, now, number, severity, title, url, contact, personName } = facts;
  const { language } = reader;
  const said = words.says[facts.kind](facts, timeFor(reader, facts.since, now, 'plain'));
  const frame = LETTER_FRAME[language];
  return {
    language,
    headline: { before: said.headline, title, after: '' },
    number,
    above: `${words.forYou} · ${severity} · ${number}`,
    greeting: frame.greeting(personName),
    lead: said.lead,
    ...(said.ask === undefined ? {} : { ask: said.ask }),
    ...(said.shortAsk === '' ? {} : { shortAsk: said.shortAsk }),
    facts: [],
    button: { label: said.button, url },
    small: [...(contact === undefined ? [] : [frame.answers(contact)]), said.why],
  };
};

/** The notices of a minute in one letter, each in a line that leads to its incident; one alone is what it is. */
export const noticesLetterOf = (all: readonly NoticeFacts[], since: Iso, words: NoticeWords): Letter => {
  const [first] = all;
  if (first === undefined) throw new Error('a letter of no notices');
  if (all.length === 1) return noticeLetterOf(first, words);
  const { reader, now, contact, personName } = first;
  const frame = LETTER_FRAME[reader.language];
  const from = timeFor(reader, since, now, 'clock');
  const { several } = words;
  const lineOf = (facts: NoticeFacts): string =>
    `${words.says[facts.kind](facts, timeFor(reader, facts.since, now, 'plain')).headline}${unstopped(facts.title)}`;
  return {
    language: reader.language,
    headline: { before: several.headline(all.length, from), title: lineOf(first), after: '' },
    above: `${words.forYou} · ${all.length}`,
    greeting: frame.greeting(personName),
    lead: several.lead(all.length, from),
    facts: all.map((facts) => ({ label: facts.number, text: lineOf(facts), url: facts.url })),
    button: { label: several.button, url: first.url },
    small: [...(contact === undefined ? [] : [frame.answers(contact)]), several.why],
  };
};
