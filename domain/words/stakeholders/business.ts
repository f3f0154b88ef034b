import type { Language } from '../reader.ts';
import { belowWords, belowWordsInGerman, type Catalogue, words } from './told.ts';

const BUSINESS_EN: Catalogue = {
  declared: (t) =>
    words('Major incident: ', t.what, t.impact, t.startedAtWhole && `Began: ${t.startedAtWhole}.`, t.doing),
  'severity-changed': (t) =>
    words(`Now ${t.severity}: `, t.what, `We now rate this ${t.severity}; it was ${t.previous}.`, t.impact, t.doing),
  below: (t) => words(`Lower now, ${t.severity}: `, t.what, t.threshold && belowWords(t.threshold)),
  update: (t) => words('Update: ', t.what, t.said),
  'update-overdue': (t) =>
    words(
      'Our update is late: ',
      t.what,
      `We promised you news by ${t.promised}. It is late, and we are sorry.`,
      t.lastSaid && `Our last message, of ${t.lastAt}: "${t.lastSaid}"`,
      t.doing,
    ),
  mitigated: (t) =>
    t.byFix
      ? words(
          'Working again: ',
          t.services,
          `Working again since ${t.mitigatedAt}, after a fix. We watch until ${t.watchUntil} before we call it over.`,
        )
      : {
          ...words(
            'Working again, by a workaround: ',
            t.services,
            `Working again since ${t.mitigatedAt}, by a workaround. The lasting fix is still to come. We watch until ${t.watchUntil} and tell you when it is over.`,
          ),
          tellsWhen: true,
        },
  relapsed: (t) =>
    words(
      'Back again: ',
      t.what,
      `The problem has been back since ${t.relapsedAt}. That it was working again no longer holds.`,
      t.impact,
      t.doing,
    ),
  resolved: (t) =>
    words(
      t.duration === undefined ? 'Over: ' : `Over after ${t.duration}: `,
      t.services,
      t.startedAt === undefined
        ? `The problem ended at ${t.resolvedAt}.`
        : `The problem lasted from ${t.startedAt} to ${t.resolvedAt}.`,
      'We are sorry for the trouble this caused.',
      t.dueAt && `You will hear what we learned by ${t.dueAt}.`,
    ),
  demoted: (t) =>
    words(
      'No longer a major incident: ',
      t.services,
      `We no longer treat the problem with ${t.services} as a major incident.`,
      t.doing,
      'You will hear of it again only if that changes.',
    ),
  merged: (t) =>
    words(
      `Now part of ${t.into}: `,
      t.services,
      `We handle both together from now on. You will hear of them under ${t.into}.`,
    ),
  'review-opened': (t) =>
    words('What we learn: ', t.services, `We are writing down what happened, and why, by ${t.dueAt}.`),
  'review-overdue': (t) =>
    words('What we learn: ', t.services, `What we promised to write down is late. You will have it by ${t.dueAt}.`),
  unanswered: (t) =>
    words(
      'Nobody has answered yet: ',
      t.what,
      t.impact,
      'Nobody of those on call has answered yet. We go on calling them.',
    ),
};

const BUSINESS_DE: Catalogue = {
  declared: (t) =>
    words('Schwere Störung: ', t.what, t.impact, t.startedAtWhole && `Beginn: ${t.startedAtWhole}.`, t.doing),
  'severity-changed': (t) =>
    words(
      `Jetzt ${t.severity}: `,
      t.what,
      `Wir stufen die Störung jetzt als ${t.severity} ein, bisher ${t.previous}.`,
      t.impact,
      t.doing,
    ),
  below: (t) => words(`Herabgestuft auf ${t.severity}: `, t.what, t.threshold && belowWordsInGerman(t.threshold)),
  update: (t) => words('Neuer Stand: ', t.what, t.said),
  'update-overdue': (t) =>
    words(
      'Unsere Nachricht verspätet sich: ',
      t.what,
      `Wir hatten Ihnen bis ${t.promised} eine Nachricht zugesagt. Sie verspätet sich; das tut uns leid.`,
      t.lastSaid && `Unser letzter Stand, von ${t.lastAt}: "${t.lastSaid}"`,
      t.doing,
    ),
  mitigated: (t) =>
    t.byFix
      ? words(
          'Wieder nutzbar: ',
          t.services,
          `Seit ${t.mitigatedAt} nach einer Korrektur wieder nutzbar. Wir beobachten die Lage bis ${t.watchUntil}, bevor wir die Störung für beendet erklären.`,
        )
      : {
          ...words(
            'Wieder nutzbar, mit Übergangslösung: ',
            t.services,
            `Seit ${t.mitigatedAt} wieder nutzbar, vorerst mit einer Übergangslösung. Die dauerhafte Lösung steht noch aus. Wir beobachten die Lage bis ${t.watchUntil} und sagen Ihnen, wenn es vorbei ist.`,
          ),
          tellsWhen: true,
        },
  relapsed: (t) =>
    words(
      'Wieder gestört: ',
      t.what,
      `Die Störung besteht seit ${t.relapsedAt} erneut. Dass der Betrieb wieder läuft, gilt nicht mehr.`,
      t.impact,
      t.doing,
    ),
  resolved: (t) =>
    words(
      t.duration === undefined ? 'Beendet: Störung bei ' : `Beendet nach ${t.duration}: Störung bei `,
      t.services,
      t.startedAt === undefined
        ? `Die Störung endete um ${t.resolvedAt}.`
        : `Die Störung dauerte von ${t.startedAt} bis ${t.resolvedAt}.`,
      'Für die Folgen bitten wir um Entschuldigung.',
      t.dueAt && `Was wir daraus gelernt haben, schreiben wir Ihnen bis ${t.dueAt}.`,
    ),
  demoted: (t) =>
    words(
      'Keine schwere Störung mehr: ',
      t.services,
      `Wir behandeln die Störung bei ${t.services} nicht mehr als schwere Störung.`,
      t.doing,
      'Sie hören nur dann wieder davon, wenn sich das ändert.',
    ),
  merged: (t) =>
    words(
      `Jetzt Teil von ${t.into}: `,
      t.services,
      `Wir bearbeiten beides ab jetzt gemeinsam. Weitere Nachrichten kommen unter ${t.into}.`,
    ),
  'review-opened': (t) =>
    words('Was wir lernen: ', t.services, `Wir schreiben bis ${t.dueAt} auf, was geschehen ist und warum.`),
  'review-overdue': (t) =>
    words('Was wir lernen: ', t.services, `Was wir aufschreiben wollten, verspätet sich. Sie haben es bis ${t.dueAt}.`),
  unanswered: (t) =>
    words(
      'Noch hat niemand geantwortet: ',
      t.what,
      t.impact,
      'Von der Bereitschaft hat noch niemand geantwortet. Wir rufen weiter an.',
    ),
};

/** For those who decide about the business, and for those who are affected: what people cannot do, and when they hear next. */
export const BUSINESS: Readonly<Record<Language, Catalogue>> = { en: BUSINESS_EN, de: BUSINESS_DE };
