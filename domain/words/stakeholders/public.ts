import type { Language } from '../reader.ts';
import { BUSINESS } from './business.ts';
import { type Catalogue, type Told, type Words, words } from './told.ts';

const PUBLIC_EN: Catalogue = (() => {
  const problem =
    (...lead: readonly (string | undefined | false)[]) =>
    (t: Told) =>
      words('Problem with ', t.services, ...lead);
  const begun = (t: Told): Words =>
    problem(
      t.startedAt === undefined
        ? `There is a problem with ${t.services}. We are investigating it.`
        : `Since ${t.startedAt} there has been a problem with ${t.services}. We are investigating it.`,
      t.impact,
    )(t);
  const over = (t: Told): Words =>
    problem(
      `The problem with ${t.services} is over.`,
      t.startedAt && `It lasted from ${t.startedAt} to ${t.resolvedAt}.`,
      'We are sorry.',
    )(t);
  return {
    declared: begun,
    'severity-changed': begun,
    below: begun,
    update: (t) => problem(t.said)(t),
    'update-overdue': (t) =>
      problem(
        `We said we would write by ${t.promised}, and are late.`,
        t.lastAt && `Our message of ${t.lastAt} is still the latest.`,
      )(t),
    mitigated: (t) =>
      problem(`${t.services}: working again since ${t.mitigatedAt}. We are watching before we call it over.`)(t),
    relapsed: (t) => problem(`The problem with ${t.services} has been back since ${t.relapsedAt}.`, t.impact)(t),
    resolved: over,
    demoted: (t) => problem(t.doing)(t),
    merged: (t) => problem('We handle it together with another problem now. You will hear of both at once.')(t),
    'review-opened': BUSINESS.en['review-opened'],
    'review-overdue': BUSINESS.en['review-overdue'],
    unanswered: begun,
  };
})();

const PUBLIC_DE: Catalogue = (() => {
  const problem =
    (...lead: readonly (string | undefined | false)[]) =>
    (t: Told) =>
      words('Störung bei ', t.services, ...lead);
  const begun = (t: Told): Words =>
    problem(
      t.startedAt === undefined
        ? `Es besteht eine Störung bei ${t.services}. Wir untersuchen sie.`
        : `Seit ${t.startedAt} besteht eine Störung bei ${t.services}. Wir untersuchen sie.`,
      t.impact,
    )(t);
  const over = (t: Told): Words =>
    problem(
      `Die Störung bei ${t.services} ist beendet.`,
      t.startedAt && `Sie dauerte von ${t.startedAt} bis ${t.resolvedAt}.`,
      'Wir bitten um Entschuldigung.',
    )(t);
  return {
    declared: begun,
    'severity-changed': begun,
    below: begun,
    update: (t) => problem(t.said)(t),
    'update-overdue': (t) =>
      problem(
        `Die bis ${t.promised} zugesagte Nachricht verspätet sich.`,
        t.lastAt && `Unsere Nachricht von ${t.lastAt} ist weiterhin der letzte Stand.`,
      )(t),
    mitigated: (t) =>
      problem(
        `${t.services}: seit ${t.mitigatedAt} wieder nutzbar. Wir beobachten die Lage, bevor wir die Störung für beendet erklären.`,
      )(t),
    relapsed: (t) => problem(`Die Störung bei ${t.services} besteht seit ${t.relapsedAt} erneut.`, t.impact)(t),
    resolved: over,
    demoted: (t) => problem(t.doing)(t),
    merged: (t) =>
      problem('Wir bearbeiten sie jetzt zusammen mit einer anderen Störung. Sie hören von beiden gemeinsam.')(t),
    'review-opened': BUSINESS.de['review-opened'],
    'review-overdue': BUSINESS.de['review-overdue'],
    unanswered: begun,
  };
})();

/** For those who only use it: no severity, no number, no name. */
export const PUBLIC: Readonly<Record<Language, Catalogue>> = { en: PUBLIC_EN, de: PUBLIC_DE };
