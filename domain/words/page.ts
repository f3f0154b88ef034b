import type { Headline, Letter, LetterFact, ShownPage } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { counted, cutAtWord, listed, sentence, unstopped } from './lists.ts';
import type { Reader } from './reader.ts';
import { because } from './reasons.ts';
import { type TimeForm, timeFor, withTimes } from './times.ts';

/** What is known when a page is sent. What is not known is left out, and its sentence with it. */
export interface PageFacts {
  readonly page: ShownPage;
  readonly personName: string;
  readonly serviceName: string;
  readonly reader: Reader;
  readonly now: EpochMs;
  readonly url: string;
  /** Since when it is a problem. */
  readonly since?: Iso;
  readonly alerts?: number;
  /** Whoever reported it, where it was no alert. */
  readonly reporter?: string;
  /** Of an undecided candidate. */
  readonly candidate?: { readonly reason: string; readonly decideBy: Iso; readonly declaredAt?: Iso };
  /** The services of the parts of the outage that it leads, by name, and why they are one. */
  readonly outage?: { readonly with: readonly string[]; readonly reason: string };
  /** Names of those whom this paging has asked before. */
  readonly paged?: readonly string[];
  readonly pagedFrom?: Iso;
  /** Names of those who are asked next; empty where nobody else is. */
  readonly nextPaged?: readonly string[];
  /** Who was asked before and cannot take it, by name. */
  readonly passedOn?: { readonly by: string; readonly reason?: string | undefined };
  readonly engaged?: { readonly name: string; readonly at: Iso };
  /** What the sender of the newest alert adds, and where it leads. */
  readonly alertText?: string;
  readonly links?: readonly { readonly href: string; readonly text: string }[];
  readonly runbook?: string;
  /** The policy by which somebody is asked, by name. */
  readonly policyName?: string;
  readonly contact?: string;
}

/** What a page is sent for. */
export type PageKind =
  | 'new'
  | 'escalated'
  | 'catch-all'
  | 'news'
  | 'relapse'
  | 'reminder'
  | 'decide'
  | 'lead'
  | 'write'
  | 'late'
  | 'help';

/** Of the purposes and occasions that pages have; what is not named is a page like the first. */
export const pageKindOf = ({ page, candidate }: Pick<PageFacts, 'page' | 'candidate'>): PageKind => {
  if (page.purpose === 'major-incident-manager') return candidate ? 'decide' : 'lead';
  if (page.purpose === 'helper') return 'help';
  if (page.purpose === 'communications-lead') return /\bpromised\b/.test(page.reason) ? 'late' : 'write';
  if (page.catchAll) return 'catch-all';
  if (page.occasion === 'news' || page.occasion === 'reminder') return page.occasion;
  if (page.level > 1) return 'escalated';
  return page.occasion === 'relapse' ? 'relapse' : 'new';
};

interface Words {
  readonly headline: Headline;
  readonly lead: string;
  readonly ask: string;
  readonly shortAsk: string;
}

/** A name in a text message has this much room. */
const NAME = 24;
/** Several names, likewise. */
const NAMES = 40;
/** What happens otherwise, likewise. */
const OTHERWISE = 36;

/** An instant in the time of whoever reads it. */
type At = (iso: Iso, form: TimeForm) => string;

type Says = (facts: PageFacts, at: At) => Words;

/** Reasons of earlier events hold instants as they are stored. */
const inWords = (text: string, at: At): string => withTimes(text, (iso) => at(iso, 'plain'));

const arePaged = (names: readonly string[]): string => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} paged`;

const otherwise = ({ nextPaged = [] }: PageFacts): string =>
  nextPaged.length === 0 ? 'you are paged again' : arePaged(nextPaged);

const subject = ({ page, serviceName }: PageFacts): string => `${page.severity} ${cutAtWord(serviceName, NAME)}`;

/** What leads an outage is named with its parts. */
const subjectOfOutage = (facts: PageFacts): string =>
  facts.outage === undefined
    ? subject(facts)
    : `${subject(facts)}, with ${cutAtWord(listed(facts.outage.with), NAMES)}`;

const evidence = ({ alerts, reporter, since, alertText }: PageFacts, at: At): string => {
  const began = since === undefined ? '' : ` since ${at(since, 'plain')}`;
  const what =
    alerts !== undefined && alerts > 0
      ? `${counted(alerts, 'alert')}${began}.`
      : reporter !== undefined
        ? `Reported by ${reporter}${began === '' ? '' : `,${began}`}.`
        : '';
  const says =
    alertText === undefined ? '' : `The newest says: "${cutAtWord(alertText.replace(/\s+/g, ' ').trim(), 200)}"`;
  return [what, says].filter((part) => part !== '').join(' ');
};

const reasonIn = ({ page }: PageFacts, at: At): string => sentence(upper(inWords(page.reason, at)));

const reasonAndEvidence = (facts: PageFacts, at: At): string => `${reasonIn(facts, at)} ${evidence(facts, at)}`.trim();

const acknowledge = (facts: PageFacts, at: At): Pick<Words, 'ask' | 'shortAsk'> => ({
  ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')}. Otherwise ${otherwise(facts)}.`,
  shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
});

const headline = (before: string, title: string, after = ''): Headline => ({ before, title, after });

/** Each way of being asked, in words; one table, so that none is forgotten. */
const SAYS: Readonly<Record<PageKind, Says>> = {
  new: (facts, at) => ({
    headline: headline(`${subject(facts)}: `, facts.page.title),
    lead: evidence(facts, at),
    ...acknowledge(facts, at),
  }),
  relapse: (facts, at) => ({
    headline: headline(`${subject(facts)}, back again: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ...acknowledge(facts, at),
  }),
  escalated: (facts, at) => {
    const { paged = [], passedOn, since } = facts;
    if (passedOn) {
      const why = passedOn.reason === undefined ? '' : `: "${unstopped(passedOn.reason)}"`;
      return {
        headline: headline(`${subject(facts)}, passed on to you: `, facts.page.title),
        lead: `${passedOn.by} cannot take it${why}. ${evidence(facts, at)}`.trim(),
        ...acknowledge(facts, at),
      };
    }
    const silent =
      paged.length === 0
        ? 'Nobody has answered yet'
        : `${listed(paged)} ${paged.length === 1 ? 'has' : 'have'} not answered yet`;
    return {
      headline: headline(`${subject(facts)}, no answer yet: `, facts.page.title),
      lead: `${silent}, so it comes to you.${since === undefined ? '' : ` Problem since ${at(since, 'plain')}.`}`,
      ...acknowledge(facts, at),
    };
  },
  'catch-all': (facts, at) => {
    const { paged = [], pagedFrom } = facts;
    const people = counted(paged.length, 'person has', 'people have');
    return {
      headline: headline(`${subject(facts)}, ${paged.length} paged, nobody answered: `, facts.page.title),
      lead: `${upper(people)} been paged${pagedFrom === undefined ? '' : ` since ${at(pagedFrom, 'plain')}`} and nobody has answered. You are the catch-all: nobody comes after you.`,
      ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')}, or call somebody who can. Otherwise you are paged again.`,
      shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
    };
  },
  news: (facts, at) => ({
    headline: headline(`${subject(facts)} ${facts.page.number}, `, inWords(unstopped(facts.page.reason), at)),
    lead: evidence(facts, at),
    ...acknowledge(facts, at),
  }),
  reminder: (facts, at) => ({
    headline: headline(`Still on ${facts.page.number} ${cutAtWord(facts.serviceName, NAME)}?`, ''),
    lead: reasonIn(facts, at),
    ask: `Confirm by ${at(facts.page.acknowledgeBy, 'whole')} that you have it. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Confirm by ${at(facts.page.acknowledgeBy, 'clock')}, else ${cutAtWord(otherwise(facts), OTHERWISE)}:`,
  }),
  decide: (facts, at) => {
    const { candidate, since, paged = [], engaged, nextPaged = [] } = facts;
    const by = candidate?.decideBy ?? facts.page.acknowledgeBy;
    const undecided =
      candidate?.declaredAt !== undefined
        ? `it is declared at ${at(candidate.declaredAt, 'clock')}`
        : nextPaged.length > 0
          ? `${listed(nextPaged)} ${nextPaged.length === 1 ? 'is' : 'are'} asked next`
          : 'you are asked again';
    const said = [
      since === undefined ? '' : `Problem since ${at(since, 'plain')}.`,
      candidate === undefined ? '' : `Proposed because: ${unstopped(because(candidate.reason))}.`,
      facts.outage === undefined ? '' : `One outage: ${unstopped(facts.outage.reason)}.`,
      engaged === undefined ? 'Nobody has answered yet.' : `${engaged.name} has it since ${at(engaged.at, 'clock')}.`,
      paged.length === 0 ? '' : `${listed(paged)} ${paged.length === 1 ? 'has' : 'have'} not decided yet.`,
    ];
    return {
      headline: headline(`Decide by ${at(by, 'clock')}: major incident? ${subjectOfOutage(facts)}: `, facts.page.title),
      lead: said.filter((part) => part !== '').join(' '),
      ask: `Declare or reject by ${at(by, 'whole')}. If nobody decides, ${undecided}.`,
      shortAsk: `If nobody decides, ${cutAtWord(undecided, OTHERWISE)}:`,
    };
  },
  lead: (facts, at) => ({
    headline: headline(`Lead ${facts.page.number}, ${subjectOfOutage(facts)}: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')} that you lead it. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
  write: (facts, at) => ({
    headline: headline(`Write to stakeholders, ${subject(facts)}: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')} that you write. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
  help: (facts, at) => ({
    headline: headline(`Help wanted on ${facts.page.number}, ${subject(facts)}: `, facts.page.title),
    lead: [
      reasonIn(facts, at),
      evidence(facts, at),
      facts.engaged === undefined ? '' : `${facts.engaged.name} has it since ${at(facts.engaged.at, 'clock')}.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
    ask: `Join by ${at(facts.page.acknowledgeBy, 'whole')}, or pass it on. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Join, or pass it on, by ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
  late: (facts, at) => ({
    headline: headline(
      `Update overdue: ${facts.page.number} ${cutAtWord(facts.serviceName, NAME)}, `,
      facts.page.title,
    ),
    lead: reasonIn(facts, at),
    ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')}, and write what is known. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Write it, or acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
};

const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const BUTTON: Readonly<Partial<Record<PageKind, string>>> = {
  decide: 'Decide',
  reminder: 'Confirm',
  help: 'Join',
};

const factsOf = (facts: PageFacts, at: At): LetterFact[] => {
  const { page, serviceName, since, alerts, engaged, runbook, links = [] } = facts;
  const rows: (LetterFact | undefined)[] = [
    { label: 'Incident', text: page.number },
    { label: 'Service', text: `${serviceName}, ${page.environment}` },
    since === undefined ? undefined : { label: 'Since', text: at(since, 'plain') },
    alerts === undefined || alerts === 0 ? undefined : { label: 'Alerts', text: String(alerts) },
    engaged && { label: 'Who has it', text: `${engaged.name} since ${at(engaged.at, 'plain')}` },
    runbook === undefined ? undefined : { label: 'Runbook', text: runbook, url: runbook },
    ...links.slice(0, 3).map(({ href, text }) => ({ label: 'Link', text: text === '' ? href : text, url: href })),
  ];
  return rows.filter((row) => row !== undefined);
};

const whyOf = ({ page, policyName }: PageFacts): string => {
  if (page.catchAll && page.level === 1) return 'You get this because you are the catch-all.';
  if (page.catchAll) return 'You get this because you are the catch-all: every level before has stayed silent.';
  if (page.level === 0) return 'You get this because you are engaged in it.';
  const level = page.level > 1 ? `, level ${page.level}` : '';
  return policyName === undefined
    ? 'You get this because you are on call.'
    : `You get this because you are asked by "${policyName}"${level}.`;
};

/** What a page says to whom it is sent. */
export const pageLetterOf = (facts: PageFacts): Letter => {
  const at: At = (iso, form) => timeFor(facts.reader, iso, facts.now, form);
  const kind = pageKindOf(facts);
  const { page } = facts;
  return {
    language: 'en',
    ...SAYS[kind](facts, at),
    number: page.number,
    above: `${page.catchAll ? 'Catch-all' : 'Page'} · ${page.severity} · ${page.number}`,
    greeting: LETTER_FRAME.en.greeting(facts.personName),
    facts: factsOf(facts, at),
    button: { label: BUTTON[kind] ?? 'Acknowledge', url: facts.url },
    small: [...(facts.contact === undefined ? [] : [LETTER_FRAME.en.answers(facts.contact)]), whyOf(facts)],
  };
};
