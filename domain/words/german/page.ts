import type { Iso } from '../../instant/instant.ts';
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
import { withTimes } from '../times.ts';
import { reasonInGerman } from './reasons.ts';

const reason = (text: string, at: At): string => withTimes(reasonInGerman(text), (iso: Iso) => at(iso, 'plain'));

const names = (all: readonly string[]): string => listed(all, 'de');

const otherwise = ({ nextPaged = [] }: PageFacts): string =>
  nextPaged.length === 0
    ? 'werden Sie wieder gerufen'
    : `${nextPaged.length === 1 ? 'wird' : 'werden'} ${names(nextPaged)} gerufen`;

/** What leads an outage is named with its parts. */
const subjectOfOutage = (facts: PageFacts): string =>
  facts.outage === undefined
    ? subjectOf(facts)
    : `${subjectOf(facts)}, mit ${cutAtWord(names(facts.outage.with), NAMES)}`;

const evidence = (facts: PageFacts, at: At): string => {
  const { alerts, reporter, since } = facts;
  const alertText = quotedAlert(facts);
  const began = since === undefined ? '' : ` seit ${at(since, 'plain')}`;
  const what =
    alerts !== undefined && alerts > 0
      ? `${counted(alerts, 'Alarm', 'Alarme')}${began}.`
      : reporter !== undefined
        ? `Gemeldet von ${reporter}${began === '' ? '' : `,${began}`}.`
        : '';
  const says = alertText === undefined ? '' : `Der neueste sagt: "${alertText}"`;
  return [what, says].filter((part) => part !== '').join(' ');
};

const reasonIn = ({ page }: PageFacts, at: At): string => sentence(upper(reason(page.reason, at)));

const reasonAndEvidence = (facts: PageFacts, at: At): string => `${reasonIn(facts, at)} ${evidence(facts, at)}`.trim();

const acknowledge = (facts: PageFacts, at: At, what = ''): Pick<PageSays, 'ask' | 'shortAsk'> => ({
  ask: `Übernehmen Sie${what} bis ${at(facts.page.acknowledgeBy, 'whole')}. Sonst ${otherwise(facts)}.`,
  shortAsk: `Übernehmen bis ${at(facts.page.acknowledgeBy, 'clock')}:`,
});

const says: PageWords['says'] = {
  new: (facts, at) => ({
    headline: headline(`${subjectOf(facts)}: `, facts.page.title),
    lead: evidence(facts, at),
    ...acknowledge(facts, at),
  }),
  relapse: (facts, at) => ({
    headline: headline(`${subjectOf(facts)}, wieder da: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ...acknowledge(facts, at),
  }),
  escalated: (facts, at) => {
    const { paged = [], passedOn, since } = facts;
    if (passedOn) {
      const why = passedOn.reason === undefined ? '' : `: "${unstopped(passedOn.reason)}"`;
      return {
        headline: headline(`${subjectOf(facts)}, an Sie weitergegeben: `, facts.page.title),
        lead: `${passedOn.by} kann sich nicht darum kümmern${why}. ${evidence(facts, at)}`.trim(),
        ...acknowledge(facts, at),
      };
    }
    const silent =
      paged.length === 0
        ? 'Noch hat niemand geantwortet'
        : `${names(paged)} ${paged.length === 1 ? 'hat' : 'haben'} noch nicht geantwortet`;
    return {
      headline: headline(`${subjectOf(facts)}, noch keine Antwort: `, facts.page.title),
      lead: `${silent}, darum geht es an Sie.${since === undefined ? '' : ` Die Störung besteht seit ${at(since, 'plain')}.`}`,
      ...acknowledge(facts, at),
    };
  },
  'catch-all': (facts, at) => {
    const { paged = [], pagedFrom } = facts;
    const since = pagedFrom === undefined ? '' : `Seit ${at(pagedFrom, 'plain')} `;
    const called = counted(paged.length, 'Person', 'Personen').replace(/^no /, 'keine ');
    const were = paged.length === 1 ? 'wurde' : 'wurden';
    return {
      headline: headline(`${subjectOf(facts)}, ${paged.length} gerufen, keine Antwort: `, facts.page.title),
      lead: `${since === '' ? upper(`${called} ${were} gerufen`) : `${since}${were} ${called} gerufen`}, und niemand hat geantwortet. Sie sind die letzte Stelle: Nach Ihnen kommt niemand.`,
      ask: `Übernehmen Sie bis ${at(facts.page.acknowledgeBy, 'whole')}, oder rufen Sie jemanden an, der es kann. Sonst werden Sie wieder gerufen.`,
      shortAsk: `Übernehmen bis ${at(facts.page.acknowledgeBy, 'clock')}:`,
    };
  },
  news: (facts, at) => ({
    headline: headline(`${subjectOf(facts)} ${facts.page.number}, `, unstopped(reason(facts.page.reason, at))),
    lead: evidence(facts, at),
    ...acknowledge(facts, at),
  }),
  reminder: (facts, at) => ({
    headline: headline(`Noch an ${facts.page.number} ${cutAtWord(facts.serviceName, NAME)}?`, ''),
    lead: reasonIn(facts, at),
    ask: `Bestätigen Sie bis ${at(facts.page.acknowledgeBy, 'whole')}, dass Sie sich darum kümmern. Sonst ${otherwise(facts)}.`,
    shortAsk: `Bestätigen bis ${at(facts.page.acknowledgeBy, 'clock')}, sonst ${cutAtWord(otherwise(facts), OTHERWISE)}:`,
  }),
  decide: (facts, at) => {
    const { candidate, since, paged = [], engaged, nextPaged = [] } = facts;
    const by = candidate?.decideBy ?? facts.page.acknowledgeBy;
    const undecided =
      candidate?.declaredAt !== undefined
        ? `wird sie um ${at(candidate.declaredAt, 'clock')} erklärt`
        : nextPaged.length > 0
          ? `${nextPaged.length === 1 ? 'wird' : 'werden'} ${names(nextPaged)} gefragt`
          : 'werden Sie wieder gefragt';
    const said = [
      since === undefined ? '' : `Die Störung besteht seit ${at(since, 'plain')}.`,
      candidate === undefined ? '' : `Grund des Vorschlags: ${unstopped(reason(candidate.reason, at))}.`,
      facts.outage === undefined ? '' : `Eine Störung: ${unstopped(reason(facts.outage.reason, at))}.`,
      engaged === undefined
        ? 'Noch hat niemand geantwortet.'
        : `${engaged.name} kümmert sich seit ${at(engaged.at, 'clock')} darum.`,
      paged.length === 0 ? '' : `${names(paged)} ${paged.length === 1 ? 'hat' : 'haben'} noch nicht entschieden.`,
    ];
    return {
      headline: headline(
        `Bis ${at(by, 'clock')} entscheiden: schwere Störung? ${subjectOfOutage(facts)}: `,
        facts.page.title,
      ),
      lead: said.filter((part) => part !== '').join(' '),
      ask: `Erklären Sie eine schwere Störung oder lehnen Sie ab, bis ${at(by, 'whole')}. Entscheidet niemand, ${undecided}.`,
      shortAsk: `Entscheidet niemand, ${cutAtWord(undecided, OTHERWISE)}:`,
    };
  },
  lead: (facts, at) => ({
    headline: headline(`Leiten Sie ${facts.page.number}, ${subjectOfOutage(facts)}: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ...acknowledge(facts, at, ' die Leitung'),
  }),
  write: (facts, at) => ({
    headline: headline(`Beteiligte informieren, ${subjectOf(facts)}: `, facts.page.title),
    lead: reasonAndEvidence(facts, at),
    ...acknowledge(facts, at, ' das Schreiben'),
  }),
  help: (facts, at) => ({
    headline: headline(`Hilfe gesucht bei ${facts.page.number}, ${subjectOf(facts)}: `, facts.page.title),
    lead: [
      reasonIn(facts, at),
      evidence(facts, at),
      facts.engaged === undefined
        ? ''
        : `${facts.engaged.name} kümmert sich seit ${at(facts.engaged.at, 'clock')} darum.`,
    ]
      .filter((part) => part !== '')
      .join(' '),
    ask: `Kommen Sie bis ${at(facts.page.acknowledgeBy, 'whole')} dazu, oder geben Sie es weiter. Sonst ${otherwise(facts)}.`,
    shortAsk: `Dazukommen oder weitergeben bis ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
  late: (facts, at) => ({
    headline: headline(
      `Nachricht überfällig: ${facts.page.number} ${cutAtWord(facts.serviceName, NAME)}, `,
      facts.page.title,
    ),
    lead: reasonIn(facts, at),
    ask: `Übernehmen Sie bis ${at(facts.page.acknowledgeBy, 'whole')}, und schreiben Sie, was bekannt ist. Sonst ${otherwise(facts)}.`,
    shortAsk: `Schreiben, oder übernehmen bis ${at(facts.page.acknowledgeBy, 'clock')}:`,
  }),
};

const whyOf = ({ page, policyName }: PageFacts): string => {
  const because = 'Sie erhalten diese Nachricht, weil';
  if (page.catchAll && page.level === 1) return `${because} Sie die letzte Stelle sind.`;
  if (page.catchAll) return `${because} Sie die letzte Stelle sind: Alle vor Ihnen sind still geblieben.`;
  if (page.level === 0) return `${because} Sie daran beteiligt sind.`;
  const level = page.level > 1 ? `, Stufe ${page.level},` : '';
  return policyName === undefined
    ? `${because} Sie Bereitschaft haben.`
    : `${because} "${policyName}"${level} Sie ruft.`;
};

export const PAGE_IN_GERMAN: PageWords = {
  says,
  buttons: { new: 'Übernehmen', decide: 'Entscheiden', reminder: 'Bestätigen', help: 'Dazukommen' },
  above: { page: 'Ruf', catchAll: 'Letzte Stelle' },
  labels: {
    incident: 'Störung',
    service: 'Dienst',
    since: 'Seit',
    alerts: 'Alarme',
    who: 'Wer sich kümmert',
    runbook: 'Anleitung',
    link: 'Verweis',
  },
  since: (name, since) => `${name}, seit ${since}`,
  why: whyOf,
};
