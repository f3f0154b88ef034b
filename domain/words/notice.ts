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

/** A name in a text message has this much room. */
const NAME = 24;

interface Said {
  /** Before the title. */
  readonly headline: string;
  readonly lead: string;
  readonly ask?: string;
  readonly shortAsk: string;
  readonly button: string;
  readonly why: string;
}

type Says = (facts: NoticeFacts, since: string) => Said;

const about = ({ number, severity, serviceName }: NoticeFacts): string =>
  `${number}, ${severity} ${cutAtWord(serviceName, NAME)}`;

const titled = ({ serviceName, title }: NoticeFacts): string => `${serviceName}: ${unstopped(title)}`;

const before = (roles: readonly NamedRole[]): string[] => [
  ...new Set(roles.flatMap(({ other }) => (other === undefined ? [] : [other]))),
];

const tasksOf = (roles: readonly NamedRole[]): string => [...new Set(roles.flatMap(({ tasks }) => tasks))].join('; ');

const names = (roles: readonly NamedRole[], language: Language): string =>
  listed(
    roles.map(({ name }) => name),
    language,
  );

const joined = (...sentences: readonly (string | false)[]): string =>
  sentences.filter((said) => said !== false && said !== '').join(' ');

/** Each kind in each language. */
const SAYS: { readonly [L in Language]: { readonly [K in NoticeKind]: Says } } = {
  en: {
    'role-given': (facts, since) => {
      const { by = 'Muster', roles, unanswered } = facts;
      const role = names(roles, 'en');
      const had = before(roles);
      const tasks = tasksOf(roles);
      const until = unanswered
        ? 'Nobody who can take it has answered yet: until you answer a page of it, whoever answers first takes the role.'
        : '';
      return {
        headline: `You are ${role} of ${about(facts)}: `,
        lead: joined(
          by === facts.personName ? `You became ${role}.` : `${by} made you ${role}.`,
          `${titled(facts)}, since ${since}.`,
          had.length > 0 && `${listed(had)} had the role until now.`,
          until,
        ),
        ask: joined(tasks !== '' && `First: ${tasks}.`, 'Hand it on if you cannot take it.'),
        shortAsk: 'Tasks, or hand it on:',
        button: 'See what to do',
        why: 'You get this because you have a role in it. Nobody waits for an answer.',
      };
    },
    'role-handed-over': (facts, since) => {
      const { by = 'Muster', roles } = facts;
      const role = names(roles, 'en');
      const [now] = before(roles);
      return {
        headline:
          now === undefined
            ? `You are no longer ${role} of ${about(facts)}: `
            : `${now} is now ${role} of ${about(facts)}: `,
        lead: joined(
          now === undefined ? `${by} ended your role.` : `${by} made ${now} ${role}; you had it until now.`,
          `${titled(facts)}, since ${since}.`,
          'Thank you.',
        ),
        shortAsk: '',
        button: 'See where it stands',
        why: 'You get this because you had a role in it. Nobody waits for an answer.',
      };
    },
    undecided: (facts, since) => ({
      headline: `Not decided, and no longer asked: ${about(facts)}: `,
      lead: joined(
        'Nobody decided whether it is a major incident, so the proposal has lapsed.',
        `${titled(facts)}, since ${since}.`,
        'It goes on as an ordinary incident; new evidence proposes it again.',
      ),
      ask: 'Declare it yourself if it is a major incident.',
      shortAsk: 'If it is major, declare it:',
      button: 'See where it stands',
      why: 'You get this because you were asked to decide. Nobody waits for an answer any more.',
    }),
  },
  de: {
    'role-given': (facts, since) => {
      const { by = 'Muster', roles, unanswered } = facts;
      const role = names(roles, 'de');
      const had = before(roles);
      const tasks = tasksOf(roles);
      const until = unanswered
        ? 'Es hat noch niemand geantwortet, der sie übernehmen kann: Bis Sie einen Ruf dazu beantworten, geht sie an den, der zuerst antwortet.'
        : '';
      return {
        headline: `Ihre Rolle bei ${about(facts)}: ${role}. `,
        lead: joined(
          by === facts.personName
            ? `Sie haben die Rolle übernommen: ${role}.`
            : `${by} hat Ihnen die Rolle gegeben: ${role}.`,
          `${titled(facts)}, seit ${since}.`,
          had.length > 0 && `Bisher: ${listed(had, 'de')}.`,
          until,
        ),
        ask: joined(
          tasks !== '' && `Zuerst: ${tasks}.`,
          'Geben Sie die Rolle weiter, wenn Sie sie nicht übernehmen können.',
        ),
        shortAsk: 'Aufgaben, oder weitergeben:',
        button: 'Aufgaben ansehen',
        why: 'Sie erhalten diese Nachricht, weil Sie eine Rolle darin haben. Eine Antwort wird nicht erwartet.',
      };
    },
    'role-handed-over': (facts, since) => {
      const { by = 'Muster', roles } = facts;
      const role = names(roles, 'de');
      const [now] = before(roles);
      return {
        headline: `${role} bei ${about(facts)} ist jetzt ${now ?? 'unbesetzt'}: `,
        lead: joined(
          now === undefined
            ? `${by} hat Ihre Rolle beendet.`
            : `${by} hat die Rolle ${now} gegeben; bisher hatten Sie sie.`,
          `${titled(facts)}, seit ${since}.`,
          'Danke.',
        ),
        shortAsk: '',
        button: 'Zum aktuellen Stand',
        why: 'Sie erhalten diese Nachricht, weil Sie eine Rolle darin hatten. Eine Antwort wird nicht erwartet.',
      };
    },
    undecided: (facts, since) => ({
      headline: `Nicht entschieden, keine weitere Nachfrage: ${about(facts)}: `,
      lead: joined(
        'Niemand hat entschieden, ob es eine schwere Störung ist; der Vorschlag ist damit verfallen.',
        `${titled(facts)}, seit ${since}.`,
        'Sie wird als gewöhnliche Störung weiter bearbeitet; neue Anzeichen schlagen sie erneut vor.',
      ),
      ask: 'Ist es eine schwere Störung, erklären Sie sie selbst dazu.',
      shortAsk: 'Falls schwer, hier erklären:',
      button: 'Zum aktuellen Stand',
      why: 'Sie erhalten diese Nachricht, weil Sie um eine Entscheidung gebeten wurden. Eine Antwort wird nicht mehr erwartet.',
    }),
  },
};

const FOR_YOU: Readonly<Record<Language, string>> = { en: 'For you', de: 'Für Sie' };

/** What a notice says to whom it is sent, in their language and by their clock. */
export const noticeLetterOf = (facts: NoticeFacts): Letter => {
  const { reader, now, number, severity, title, url, contact, personName } = facts;
  const { language } = reader;
  const said = SAYS[language][facts.kind](facts, timeFor(reader, facts.since, now, 'plain'));
  const frame = LETTER_FRAME[language];
  return {
    language,
    headline: { before: said.headline, title, after: '' },
    number,
    above: `${FOR_YOU[language]} · ${severity} · ${number}`,
    greeting: frame.greeting(personName),
    lead: said.lead,
    ...(said.ask === undefined ? {} : { ask: said.ask }),
    ...(said.shortAsk === '' ? {} : { shortAsk: said.shortAsk }),
    facts: [],
    button: { label: said.button, url },
    small: [...(contact === undefined ? [] : [frame.answers(contact)]), said.why],
  };
};
