import type { Language } from './reader.ts';

/** What is known when stakeholders are told. Times are texts already, in the reader's clock; what is unknown is undefined. */
export interface Told {
  /** What people cannot do, while that is true; else the problem by the names of its services. */
  readonly what: string;
  readonly services: string;
  readonly title: string;
  readonly severity: string;
  readonly previous?: string | undefined;
  readonly threshold?: string | undefined;
  /** Typed for this audience, a sentence; a default where nobody has said. */
  readonly impact: string;
  readonly doing: string;
  /** What a person wrote to this audience, word for word. */
  readonly said?: string | undefined;
  readonly by: string;
  readonly reason?: string | undefined;
  readonly engaged: string;
  readonly status: string;
  readonly alerts: string;
  readonly byFix: boolean;
  readonly startedAt?: string | undefined;
  readonly startedAtWhole?: string | undefined;
  readonly mitigatedAt?: string | undefined;
  readonly relapsedAt: string;
  readonly resolvedAt: string;
  readonly watchUntil?: string | undefined;
  readonly promised?: string | undefined;
  readonly promisedClock?: string | undefined;
  readonly lastAt?: string | undefined;
  readonly lastSaid?: string | undefined;
  readonly duration?: string | undefined;
  readonly into?: string | undefined;
  readonly dueAt?: string | undefined;
  readonly owner?: string | undefined;
}

/** A headline before its title, the title, and what follows. */
export interface Words {
  readonly before: string;
  readonly title: string;
  readonly lead: string;
}

/** The moments that are told in words of their own; `below`: lower now than the reader wants to hear of. */
export type Moment =
  | 'declared'
  | 'severity-changed'
  | 'below'
  | 'update'
  | 'update-overdue'
  | 'mitigated'
  | 'relapsed'
  | 'resolved'
  | 'demoted'
  | 'merged'
  | 'review-opened'
  | 'review-overdue'
  | 'unanswered';

type Catalogue = Readonly<Record<Moment, (t: Told) => Words>>;

const words = (before: string, title: string, ...sentences: readonly (string | undefined | false)[]): Words => ({
  before,
  title,
  lead: sentences.filter((s): s is string => typeof s === 'string' && s !== '').join(' '),
});

/** For those who work on it: what, evidence, who has it, what comes next. English only, as the work is. */
export const TECHNICAL: Catalogue = {
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
  below: (t) =>
    words(
      `Lower now, ${t.severity}: `,
      t.title,
      `This is below the level you chose, ${t.threshold}. You will hear of it when it is over, or if it gets worse.`,
    ),
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
      'Nobody of those on call has answered, the last in line included. Whoever reads this and can help: please look now.',
    ),
};

const BUSINESS_EN: Catalogue = {
  declared: (t) =>
    words('Major incident: ', t.what, t.impact, t.startedAtWhole && `Began: ${t.startedAtWhole}.`, t.doing),
  'severity-changed': (t) =>
    words(`Now ${t.severity}: `, t.what, `We now rate this ${t.severity}; it was ${t.previous}.`, t.impact, t.doing),
  below: (t) =>
    words(
      `Lower now, ${t.severity}: `,
      t.what,
      `This is below the level you chose, ${t.threshold}. You will hear of it when it is over, or if it gets worse.`,
    ),
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
      : words(
          'Working again, by a workaround: ',
          t.services,
          `Working again since ${t.mitigatedAt}, by a workaround. The lasting fix is still to come. We watch until ${t.watchUntil} and tell you when it is over.`,
        ),
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
  below: (t) =>
    words(
      `Herabgestuft auf ${t.severity}: `,
      t.what,
      `Die Störung liegt jetzt unter der von Ihnen gewählten Schwelle ${t.threshold}. Wir melden uns wieder, wenn sie vorbei ist oder höher eingestuft wird.`,
    ),
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
      : words(
          'Wieder nutzbar, mit Übergangslösung: ',
          t.services,
          `Seit ${t.mitigatedAt} wieder nutzbar, vorerst mit einer Übergangslösung. Die dauerhafte Lösung steht noch aus. Wir beobachten die Lage bis ${t.watchUntil} und sagen Ihnen, wenn es vorbei ist.`,
        ),
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

/** What stands where nobody has said anything, and around a message. */
export interface Frame {
  readonly problemWith: (services: string) => string;
  readonly notKnown: string;
  readonly doing: Readonly<Record<'alerted' | 'looking' | 'found' | 'watching', string>>;
  readonly next: (by: string) => string;
  readonly noNext: string;
  readonly greeting: (name: string) => string;
  readonly written: string;
  readonly answers: (contact: string) => string;
  readonly why: (audience: string) => string;
  readonly see: string;
  readonly labels: Readonly<
    Record<'affected' | 'since' | 'next' | 'severity' | 'status' | 'services' | 'commander' | 'contact', string>
  >;
  readonly state: Readonly<Record<'investigated' | 'found' | 'watched' | 'over' | 'elsewhere', string>>;
  readonly severity: Readonly<Record<string, string>>;
}

export const FRAME: Readonly<Record<Language, Frame>> = {
  en: {
    problemWith: (services) => `problem with ${services}`,
    notKnown: 'We do not know yet who is affected.',
    doing: {
      alerted: 'The team on call has been alerted.',
      looking: 'We are looking for the cause.',
      found: 'We have found the cause.',
      watching: 'We are watching the recovery.',
    },
    next: (by) => `Next message by ${by}.`,
    noNext: 'We write as soon as there is news.',
    greeting: (name) => `Hello ${name},`,
    written: 'Written by Muster from the record; nobody has added to it.',
    answers: (contact) => `Answers reach ${contact}.`,
    why: (audience) => `You get this because you follow incidents as ${audience}.`,
    see: 'See where it stands',
    labels: {
      affected: 'Affected',
      since: 'Since',
      next: 'Next message by',
      severity: 'Severity',
      status: 'Status',
      services: 'Services',
      commander: 'Commander',
      contact: 'Contact',
    },
    state: {
      investigated: 'Being investigated',
      found: 'Cause found',
      watched: 'Being watched',
      over: 'Over',
      elsewhere: 'Handled elsewhere',
    },
    severity: { SEV1: 'critical', SEV2: 'high', SEV3: 'moderate', SEV4: 'low', SEV5: 'preventive' },
  },
  de: {
    problemWith: (services) => `Störung bei ${services}`,
    notKnown: 'Wer betroffen ist, wissen wir noch nicht.',
    doing: {
      alerted: 'Die Rufbereitschaft ist alarmiert.',
      looking: 'Wir suchen die Ursache.',
      found: 'Die Ursache ist gefunden.',
      watching: 'Wir beobachten, ob es stabil bleibt.',
    },
    next: (by) => `Nächste Nachricht bis ${by}.`,
    noNext: 'Wir schreiben, sobald es Neues gibt.',
    greeting: (name) => `Guten Tag ${name},`,
    written: 'Von Muster aus dem Protokoll erstellt, ohne Zusatz von Hand.',
    answers: (contact) => `Antworten erreichen ${contact}.`,
    why: (audience) => `Sie erhalten diese Nachricht, weil Sie Störungen als ${audience} verfolgen.`,
    see: 'Zum aktuellen Stand',
    labels: {
      affected: 'Betroffen',
      since: 'Seit',
      next: 'Nächste Nachricht bis',
      severity: 'Schweregrad',
      status: 'Stand',
      services: 'Dienste',
      commander: 'Leitung',
      contact: 'Kontakt',
    },
    state: {
      investigated: 'Wird untersucht',
      found: 'Ursache gefunden',
      watched: 'Wird beobachtet',
      over: 'Beendet',
      elsewhere: 'Anderswo bearbeitet',
    },
    severity: { SEV1: 'kritisch', SEV2: 'hoch', SEV3: 'mittel', SEV4: 'gering', SEV5: 'vorbeugend' },
  },
};

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
    merged: (t) => problem(`You will hear of it under ${t.into}.`)(t),
    'review-opened': BUSINESS_EN['review-opened'],
    'review-overdue': BUSINESS_EN['review-overdue'],
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
    merged: (t) => problem(`Weitere Nachrichten kommen unter ${t.into}.`)(t),
    'review-opened': BUSINESS_DE['review-opened'],
    'review-overdue': BUSINESS_DE['review-overdue'],
    unanswered: begun,
  };
})();

/** For those who only use it: no severity, no number, no name. */
export const PUBLIC: Readonly<Record<Language, Catalogue>> = { en: PUBLIC_EN, de: PUBLIC_DE };
