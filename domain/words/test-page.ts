import type { Letter } from '../channel/channel.ts';
import type { EpochMs, Iso } from '../instant/instant.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import type { Language, Reader } from './reader.ts';
import { timeFor } from './times.ts';

export interface TestPageFacts {
  readonly personName: string;
  readonly reader: Reader;
  readonly now: EpochMs;
  readonly askedAt: Iso;
  /** Opens on whatever reads the page, where the links of pages do. */
  readonly url: string;
  readonly contact?: string | undefined;
}

interface Said {
  readonly before: string;
  readonly title: string;
  readonly above: string;
  readonly lead: (asked: string) => string;
  readonly ask: string;
  readonly shortAsk: string;
  readonly button: string;
  readonly why: string;
}

const SAYS: Readonly<Record<Language, Said>> = {
  en: {
    before: 'Test page: ',
    title: 'pages reach you here',
    above: 'For you · test',
    lead: (asked) =>
      `You asked Muster at ${asked} to page you by every contact that it knows of you. This is one of them.`,
    ask: 'Nothing is wrong, and nobody waits for an answer. See that links open where you read this.',
    shortAsk: 'Nothing is wrong. Links open:',
    button: 'See that links open',
    why: 'You get this because you asked for it.',
  },
  de: {
    before: 'Probealarm: ',
    title: 'hier erreichen Sie Alarme',
    above: 'Für Sie · Probe',
    lead: (asked) =>
      `Sie haben Muster um ${asked} gebeten, Sie über jeden bekannten Kontakt zu alarmieren. Dies ist einer davon.`,
    ask: 'Es ist nichts passiert, und eine Antwort wird nicht erwartet. Prüfen Sie, ob sich Links dort öffnen, wo Sie dies lesen.',
    shortAsk: 'Es ist nichts passiert. Links öffnen:',
    button: 'Prüfen, ob sich Links öffnen',
    why: 'Sie erhalten diese Nachricht, weil Sie darum gebeten haben.',
  },
};

/** What somebody reads who has asked to be paged as a test. */
export const testPageLetterOf = ({ personName, reader, now, askedAt, url, contact }: TestPageFacts): Letter => {
  const { language } = reader;
  const said = SAYS[language];
  const frame = LETTER_FRAME[language];
  return {
    language,
    headline: { before: said.before, title: said.title, after: '' },
    above: said.above,
    greeting: frame.greeting(personName),
    lead: said.lead(timeFor(reader, askedAt, now, 'plain')),
    ask: said.ask,
    shortAsk: said.shortAsk,
    facts: [],
    button: { label: said.button, url },
    small: [...(contact === undefined ? [] : [frame.answers(contact)]), said.why],
  };
};
