import type { Language } from '../reader.ts';
import { belowWords, belowWordsInGerman, type Catalogue, words } from './told.ts';

const TECHNICAL_EN: Catalogue = {
  declared: (t) =>
    words(
      'Major incident: ',
      t.title,
      `Declared by ${t.by}${t.reason === undefined ? '' : ` (${t.reason})`}.`,
      t.impact,
      t.engaged,
      'Responders join the work; everybody else follows it here.',
    ),
  'severity-changed': (t) =>
    words(
      t.previous === undefined ? `Now ${t.severity}: ` : `${t.previous} to ${t.severity}: `,
      t.title,
      t.previous &&
        `${t.by} changed it from ${t.previous} to ${t.severity}${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      t.engaged,
    ),
  below: (t) => words(`Lower now, ${t.severity}: `, t.title, t.threshold && belowWords(t.threshold)),
  update: (t) => words('Update: ', t.title, t.said),
  'update-overdue': (t) =>
    words(
      `Update overdue since ${t.promisedClock}: `,
      t.title,
      `The update promised for ${t.promised} has not been posted${t.lastAt === undefined ? '' : `; the last is of ${t.lastAt}`}.`,
      `Status: ${t.status}.`,
      t.engaged,
    ),
  mitigated: (t) =>
    words(
      t.byFix ? 'Fixed: ' : 'Mitigated by a workaround: ',
      t.title,
      `${t.by}: ${t.said ?? 'it works again'}.`,
      `Watched until ${t.watchUntil}; still firing: ${t.alerts}.`,
    ),
  relapsed: (t) => words('Relapse: ', t.title, t.reason === undefined ? 'It is back.' : `${t.reason}.`, t.engaged),
  resolved: (t) =>
    words(
      t.duration === undefined ? 'Resolved: ' : `Resolved after ${t.duration}: `,
      t.title,
      t.said === undefined ? undefined : `${t.said}.`,
      t.dueAt && `Review due by ${t.dueAt}${t.owner === undefined ? '' : `, owner ${t.owner}`}.`,
    ),
  demoted: (t) =>
    words(
      'No longer a major incident: ',
      t.title,
      `${t.by}${t.reason === undefined ? '' : `: ${t.reason}`}. The status stays ${t.status}.`,
      t.engaged,
    ),
  merged: (t) =>
    words(
      `Merged into ${t.into}: `,
      t.title,
      `${t.by} merged it into ${t.into}${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      'Its alerts and all who follow it moved along; work and write there.',
    ),
  'review-opened': (t) =>
    words(
      'Review open: ',
      t.title,
      t.owner === undefined ? `It is due by ${t.dueAt}.` : `${t.owner} owns it, due by ${t.dueAt}.`,
      'Add what only you know.',
    ),
  'review-overdue': (t) => words('Review overdue: ', t.title, `It stays open until it is done, by ${t.dueAt}.`),
  unanswered: (t) =>
    words(
      'Nobody answers: ',
      t.title,
      'Nobody of those on call has answered, the last in line included. Whoever reads this and can help: look now.',
    ),
};

const TECHNICAL_DE: Catalogue = {
  declared: (t) =>
    words(
      'Schwere Störung: ',
      t.title,
      `Erklärt von ${t.by}${t.reason === undefined ? '' : ` (${t.reason})`}.`,
      t.impact,
      t.engaged,
      'Wer daran arbeitet, kommt dazu; alle anderen verfolgen es hier.',
    ),
  'severity-changed': (t) =>
    words(
      t.previous === undefined ? `Jetzt ${t.severity}: ` : `${t.previous} wurde ${t.severity}: `,
      t.title,
      t.previous &&
        `${t.by} hat sie von ${t.previous} auf ${t.severity} eingestuft${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      t.engaged,
    ),
  below: (t) => words(`Herabgestuft auf ${t.severity}: `, t.title, t.threshold && belowWordsInGerman(t.threshold)),
  update: (t) => words('Neuer Stand: ', t.title, t.said),
  'update-overdue': (t) =>
    words(
      `Nachricht überfällig seit ${t.promisedClock}: `,
      t.title,
      `Die für ${t.promised} zugesagte Nachricht ist ausgeblieben${t.lastAt === undefined ? '' : `; die letzte ist von ${t.lastAt}`}.`,
      `Stand: ${t.status}.`,
      t.engaged,
    ),
  mitigated: (t) =>
    words(
      t.byFix ? 'Behoben: ' : 'Entschärft, mit Übergangslösung: ',
      t.title,
      `${t.by}: ${t.said ?? 'es geht wieder'}.`,
      `Beobachtet bis ${t.watchUntil}; noch da: ${t.alerts}.`,
    ),
  relapsed: (t) =>
    words('Wieder da: ', t.title, t.reason === undefined ? 'Sie ist wieder da.' : `${t.reason}.`, t.engaged),
  resolved: (t) =>
    words(
      t.duration === undefined ? 'Beendet: ' : `Beendet nach ${t.duration}: `,
      t.title,
      t.said === undefined ? undefined : `${t.said}.`,
      t.dueAt && `Nachbereitung fällig bis ${t.dueAt}${t.owner === undefined ? '' : `, verantwortlich: ${t.owner}`}.`,
    ),
  demoted: (t) =>
    words(
      'Keine schwere Störung mehr: ',
      t.title,
      `${t.by}${t.reason === undefined ? '' : `: ${t.reason}`}. Der Stand bleibt: ${t.status}.`,
      t.engaged,
    ),
  merged: (t) =>
    words(
      `Jetzt Teil von ${t.into}: `,
      t.title,
      `${t.by} hat sie mit ${t.into} zusammengeführt${t.reason === undefined ? '' : `: ${t.reason}`}.`,
      'Ihre Alarme und alle, die sie verfolgen, sind mitgekommen; gearbeitet und geschrieben wird dort.',
    ),
  'review-opened': (t) =>
    words(
      'Nachbereitung eröffnet: ',
      t.title,
      t.owner === undefined ? `Sie ist fällig bis ${t.dueAt}.` : `Verantwortlich: ${t.owner}, fällig bis ${t.dueAt}.`,
      'Ergänzen Sie, was nur Sie wissen.',
    ),
  'review-overdue': (t) =>
    words('Nachbereitung überfällig: ', t.title, `Sie bleibt offen, bis sie fertig ist, bis ${t.dueAt}.`),
  unanswered: (t) =>
    words(
      'Niemand antwortet: ',
      t.title,
      'Niemand in Bereitschaft hat geantwortet, auch die letzte Stelle nicht. Wer dies liest und helfen kann: jetzt nachsehen.',
    ),
};

/** For those who work on it: what, evidence, who has it, what comes next. */
export const TECHNICAL: Readonly<Record<Language, Catalogue>> = { en: TECHNICAL_EN, de: TECHNICAL_DE };
