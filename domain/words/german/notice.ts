import { listed } from '../lists.ts';
import { about, joined, type NoticeWords, namesOf, othersOf, tasksOf, titled } from '../notice.ts';

const says: NoticeWords['says'] = {
  'role-given': (facts, since) => {
    const { by = 'Muster', roles, unanswered } = facts;
    const role = namesOf(roles, 'de');
    const had = othersOf(roles);
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
    const role = namesOf(roles, 'de');
    const [now] = othersOf(roles);
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
};

export const NOTICE_IN_GERMAN: NoticeWords = {
  says,
  forYou: 'Für Sie',
  several: {
    headline: (n, since) => `${n} Mitteilungen seit ${since}, zuerst: `,
    lead: (n, since) => `${n} Mitteilungen, die keine Antwort brauchen, sind seit ${since} gekommen.`,
    button: 'Zur ersten',
    why: 'Sie erhalten diese Nachricht, weil Sie eine Rolle darin haben oder hatten oder um eine Entscheidung gebeten wurden. Eine Antwort wird nicht erwartet.',
  },
};
