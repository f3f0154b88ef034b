import { counted, cutAtWord, listed, sentence, unstopped } from '../lists.ts';
import {
  type At,
  headline,
  NAME,
  NAMES,
  OTHERWISE,
  type PageFacts,
  type PageSays,
  type PageWords,
  quotedAlert,
  subjectOf,
  upper,
} from '../page.ts';
import { because } from '../reasons.ts';
import { withTimes } from '../times.ts';

/** Reasons of earlier events hold instants as they are stored. */
const inWords = (text: string, at: At): string => withTimes(text, (iso) => at(iso, 'plain'));

const arePaged = (names: readonly string[]): string => `${listed(names)} ${names.length === 1 ? 'is' : 'are'} paged`;

const otherwise = ({ nextPaged = [] }: PageFacts): string =>
  nextPaged.length === 0 ? 'you are paged again' : arePaged(nextPaged);

/** What leads an outage is named with its parts. */
const subjectOfOutage = (facts: PageFacts): string =>
  facts.outage === undefined
    ? subjectOf(facts)
    : `${subjectOf(facts)}, with ${cutAtWord(listed(facts.outage.with), NAMES)}`;

const evidence = (facts: PageFacts, at: At): string => {
  const { alerts, reporter, since } = facts;
  const alertText = quotedAlert(facts);
  const began = since === undefined ? '' : ` since ${at(since, 'plain')}`;
  const what =
    alerts !== undefined && alerts > 0
      ? `${counted(alerts, 'alert')}${began}.`
      : reporter !== undefined
        ? `Reported by ${reporter}${began === '' ? '' : `,${began}`}.`
        : '';
  const says = alertText === undefined ? '' : `The newest says: "${alertText}"`;
  return [what, says].filter((part) => part !== '').join(' ');
};

const reasonIn = ({ page }: PageFacts, at: At): string => sentence(upper(inWords(page.reason, at)));

const reasonAndEvidence = (facts: PageFacts, at: At): string => `${reasonIn(facts, at)} ${evidence(facts, at)}`.trim();

const acknowledge = (facts: PageFacts, at: At): Pick<PageSays, 'ask' | 'shortAsk'> => ({
  ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')}. Otherwise ${otherwise(facts)}.`,
  shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
});

const says: PageWords['says'] = {
  new: (facts, at) => ({
    headline: headline(`${subjectOf(facts)}: `, facts.page.title),
    lead: evidence(facts, at),
    ...acknowledge(facts, at),
  }),
  relapse: (facts, at) => ({
    headline: headline(`${subjectOf(facts)}, back again: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ...acknowledge(facts, at),
  }),
  escalated: (facts, at) => {
    const { paged = [], passedOn, since } = facts;
    if (passedOn) {
      const why = passedOn.reason === undefined ? '' : `: "${unstopped(passedOn.reason)}"`;
      return {
        headline: headline(`${subjectOf(facts)}, passed on to you: `, facts.page.title),
        lead: `${passedOn.by} cannot take it${why}. ${evidence(facts, at)}`.trim(),
        ...acknowledge(facts, at),
      };
    }
    const silent =
      paged.length === 0
        ? 'Nobody has answered yet'
        : `${listed(paged)} ${paged.length === 1 ? 'has' : 'have'} not answered yet`;
    return {
      headline: headline(`${subjectOf(facts)}, no answer yet: `, facts.page.title),
      lead: `${silent}, so it comes to you.${since === undefined ? '' : ` Problem since ${at(since, 'plain')}.`}`,
      ...acknowledge(facts, at),
    };
  },
  'catch-all': (facts, at) => {
    const { paged = [], pagedFrom } = facts;
    const people = counted(paged.length, 'person has', 'people have');
    return {
      headline: headline(`${subjectOf(facts)}, ${paged.length} paged, nobody answered: `, facts.page.title),
      lead: `${upper(people)} been paged${pagedFrom === undefined ? '' : ` since ${at(pagedFrom, 'plain')}`} and nobody has answered. You are the catch-all: nobody comes after you.`,
      ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')}, or call somebody who can. Otherwise you are paged again.`,
      shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
    };
  },
  news: (facts, at) => ({
    headline: headline(`${subjectOf(facts)} ${facts.page.number}, `, inWords(unstopped(facts.page.reason), at)),
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
    headline: headline(`Write to stakeholders, ${subjectOf(facts)}: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ask: `Acknowledge by ${at(facts.page.acknowledgeBy, 'whole')} that you write. Otherwise ${otherwise(facts)}.`,
    shortAsk: `Acknowledge by ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
  help: (facts, at) => ({
    headline: headline(`Help wanted on ${facts.page.number}, ${subjectOf(facts)}: `, facts.page.title),
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

const whyOf = ({ page, policyName }: PageFacts): string => {
  if (page.catchAll && page.level === 1) return 'You get this because you are the catch-all.';
  if (page.catchAll) return 'You get this because you are the catch-all: every level before has stayed silent.';
  if (page.level === 0) return 'You get this because you are engaged in it.';
  const level = page.level > 1 ? `, level ${page.level}` : '';
  return policyName === undefined
    ? 'You get this because you are on call.'
    : `You get this because you are asked by "${policyName}"${level}.`;
};

export const PAGE_IN_ENGLISH: PageWords = {
  says,
  buttons: { new: 'Acknowledge', decide: 'Decide', reminder: 'Confirm', help: 'Join' },
  above: { page: 'Page', catchAll: 'Catch-all' },
  labels: {
    incident: 'Incident',
    service: 'Service',
    since: 'Since',
    alerts: 'Alerts',
    who: 'Who has it',
    runbook: 'Runbook',
    link: 'Link',
  },
  since: (name, since) => `${name} since ${since}`,
  why: whyOf,
};
