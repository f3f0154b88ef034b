import type { Headline, Letter, LetterFact, ShownPage } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { cutAtWord } from './lists.ts';
import type { Reader } from './reader.ts';
import { type TimeForm, timeFor } from './times.ts';

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

/** What a page says, in parts. */
export interface PageSays {
  readonly headline: Headline;
  readonly lead: string;
  readonly ask: string;
  readonly shortAsk: string;
}

/** An instant in the time of whoever reads it. */
export type At = (iso: Iso, form: TimeForm) => string;

/** How one language says all that a page says. */
export interface PageWords {
  /** Each way of being asked, in words; one table, so that none is forgotten. */
  readonly says: Readonly<Record<PageKind, (facts: PageFacts, at: At) => PageSays>>;
  readonly buttons: Readonly<Partial<Record<PageKind, string>>> & { readonly new: string };
  readonly above: Readonly<Record<'page' | 'catchAll', string>>;
  readonly labels: Readonly<Record<'incident' | 'service' | 'since' | 'alerts' | 'who' | 'runbook' | 'link', string>>;
  readonly since: (name: string, since: string) => string;
  readonly why: (facts: PageFacts) => string;
}

/** A name in a text message has this much room. */
export const NAME = 24;
/** Several names, likewise. */
export const NAMES = 40;
/** What happens otherwise, likewise. */
export const OTHERWISE = 36;

export const headline = (before: string, title: string, after = ''): Headline => ({ before, title, after });

export const subjectOf = ({ page, serviceName }: PageFacts): string =>
  `${page.severity} ${cutAtWord(serviceName, NAME)}`;

/** What the sender of the newest alert adds, as far as there is room. */
export const quotedAlert = ({ alertText }: PageFacts): string | undefined =>
  alertText && cutAtWord(alertText.replace(/\s+/g, ' ').trim(), 200);

export const upper = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);

const factsOf = (facts: PageFacts, { labels, since: sinceOf }: PageWords, at: At): LetterFact[] => {
  const { page, serviceName, since, alerts, engaged, runbook, links = [] } = facts;
  const rows: (LetterFact | undefined)[] = [
    { label: labels.incident, text: page.number },
    { label: labels.service, text: `${serviceName}, ${page.environment}` },
    since === undefined ? undefined : { label: labels.since, text: at(since, 'plain') },
    alerts === undefined || alerts === 0 ? undefined : { label: labels.alerts, text: String(alerts) },
    engaged && { label: labels.who, text: sinceOf(engaged.name, at(engaged.at, 'plain')) },
    runbook === undefined ? undefined : { label: labels.runbook, text: runbook, url: runbook },
    ...links.slice(0, 3).map(({ href, text }) => ({ label: labels.link, text: text === '' ? href : text, url: href })),
  ];
  return rows.filter((row) => row !== undefined);
};

/** What a page says to whom it is sent, by the words of the language that they read. */
export const pageLetterOf = (facts: PageFacts, words: PageWords): Letter => {
  const { reader, page, contact } = facts;
  const at: At = (iso, form) => timeFor(reader, iso, facts.now, form);
  const kind = pageKindOf(facts);
  const frame = LETTER_FRAME[reader.language];
  return {
    language: reader.language,
    ...words.says[kind](facts, at),
    number: page.number,
    above: `${page.catchAll ? words.above.catchAll : words.above.page} · ${page.severity} · ${page.number}`,
    greeting: frame.greeting(facts.personName),
    facts: factsOf(facts, words, at),
    button: { label: words.buttons[kind] ?? words.buttons.new, url: facts.url },
    small: [...(contact === undefined ? [] : [frame.answers(contact)]), words.why(facts)],
  };
};
