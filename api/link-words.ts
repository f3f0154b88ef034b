import type { Language } from '../domain/words/reader.ts';

/** What Muster itself says on the pages behind links; what happened stands as the record has it, and what messages say too is in `FRAME`. */
export interface LinkWords {
  readonly known: string;
  readonly alerts: string;
  readonly timeline: string;
  readonly told: string;
  readonly nothingTold: string;
  readonly service: string;
  readonly who: string;
  readonly nobody: string;
  readonly runbook: string;
  readonly contact: string;
  readonly asksBy: (by: string) => string;
  readonly acknowledge: (name: string) => string;
  readonly join: (name: string) => string;
  readonly whoever: string;
  readonly decision: string;
  readonly decideBy: (by: string) => string;
  readonly impact: string;
  readonly declare: string;
  readonly reject: string;
  readonly rejectInstead: string;
  readonly why: string;
  readonly times: (zone: string) => string;
  readonly passOn: string;
  readonly passOnTo: (names: string) => string;
  readonly passOnWhy: string;
  readonly help: string;
  readonly need: string;
  readonly whom: string;
  readonly whoeverIsNext: string;
  readonly ask: string;
  readonly note: string;
  readonly noteText: string;
  readonly addNote: string;
  readonly role: (title: string) => string;
  readonly handOn: string;
  readonly handOnTo: string;
  readonly done: Readonly<Record<Done, string>>;
  readonly youHaveIt: string;
  readonly somebodyHasIt: string;
  readonly youHaveJoined: string;
  readonly youAcknowledged: (when: string) => string;
  readonly acknowledgedBy: (name: string, when: string) => string;
  readonly nothingToAnswer: string;
  readonly pagingOver: (number: string) => string;
  readonly decided: Readonly<Record<'declared' | 'rejected' | 'lapsed', (by: string, at: string) => string>>;
  readonly decidedHeading: string;
  readonly digest: {
    readonly wait: (n: number, name: string) => string;
    readonly acknowledge: (n: number) => string;
    readonly more: (n: number) => string;
    readonly nothing: string;
    readonly allAnswered: (n: number) => string;
  };
}

/** What they have just done by a form. */
export type Done = 'answered' | 'decided' | 'passed-on' | 'asked' | 'noted' | 'handed-on';

export const LINK_WORDS: Readonly<Record<Language, LinkWords>> = {
  en: {
    known: 'What is known',
    alerts: 'Alerts',
    timeline: 'What happened',
    told: 'What you were told',
    nothingTold: 'Nothing has been told yet.',
    service: 'Service',
    who: 'Who has it',
    nobody: 'nobody yet',
    runbook: 'Runbook',
    contact: 'Whom to ask',
    asksBy: (by) => `Answer by ${by}.`,
    acknowledge: (name) => `Acknowledge as ${name}`,
    join: (name) => `Join as ${name}`,
    whoever: 'Whoever acknowledges has it.',
    decision: 'Is this a major incident?',
    decideBy: (by) => `A decision is wanted by ${by}.`,
    impact: 'What can people not do? (business reads this)',
    declare: 'Declare major incident',
    reject: 'Reject',
    rejectInstead: 'It is no major incident',
    why: 'Why not? (stays on the timeline)',
    times: (zone) => `Times are those of ${zone}.`,
    passOn: 'Pass it on',
    passOnTo: (names) => `${names} is paged at once.`,
    passOnWhy: 'Why? (whoever is paged next reads it)',
    help: 'Ask for help',
    need: 'What is needed? (whoever is paged for it reads it)',
    whom: 'Whom to ask',
    whoeverIsNext: 'whoever is next on call',
    ask: 'Page for help',
    note: 'Write a note',
    noteText: 'For the timeline; nobody is told',
    addNote: 'Add to the timeline',
    role: (title) => `You are ${title}`,
    handOn: 'Hand the role on',
    handOnTo: 'To whom?',
    done: {
      answered: 'Acknowledged. You have it.',
      decided: 'Decided.',
      'passed-on': 'Passed on.',
      asked: 'Help has been asked for.',
      noted: 'It stands on the timeline.',
      'handed-on': 'Handed on.',
    },
    youHaveIt: 'You have it',
    somebodyHasIt: 'Somebody has it',
    youHaveJoined: 'You have joined',
    youAcknowledged: (when) => `You acknowledged it${when}.`,
    acknowledgedBy: (name, when) => `${name} acknowledged it${when}.`,
    nothingToAnswer: 'Nothing to acknowledge',
    pagingOver: (number) => `The paging for ${number} is over; nobody waits for an answer to this page any more.`,
    decided: {
      declared: (by, at) => `${by} declared a major incident at ${at}.`,
      rejected: (by, at) => `${by} rejected the proposal at ${at}.`,
      lapsed: (_, at) => `Nobody decided; the proposal lapsed at ${at}.`,
    },
    decidedHeading: 'Decided',
    digest: {
      wait: (n, name) => `${n === 1 ? '1 incident waits' : `${n} incidents wait`} for ${name}`,
      acknowledge: (n) => `Acknowledge ${n === 1 ? 'it' : `all ${n}`}`,
      more: (n) => `and ${n} more`,
      nothing: 'Nothing waits for you here',
      allAnswered: (n) => `All ${n} are answered, or over.`,
    },
  },
  de: {
    known: 'Was bekannt ist',
    alerts: 'Alarme',
    timeline: 'Was geschah',
    told: 'Was Ihnen mitgeteilt wurde',
    nothingTold: 'Bisher wurde nichts mitgeteilt.',
    service: 'Dienst',
    who: 'Wer sich kümmert',
    nobody: 'noch niemand',
    runbook: 'Anleitung',
    contact: 'Kontakt',
    asksBy: (by) => `Antwort bis ${by}.`,
    acknowledge: (name) => `Übernehmen als ${name}`,
    join: (name) => `Dazukommen als ${name}`,
    whoever: 'Wer übernimmt, kümmert sich darum.',
    decision: 'Ist das eine schwere Störung?',
    decideBy: (by) => `Eine Entscheidung wird bis ${by} gebraucht.`,
    impact: 'Was können die Menschen nicht tun? (liest die Geschäftsseite)',
    declare: 'Schwere Störung erklären',
    reject: 'Ablehnen',
    rejectInstead: 'Es ist keine schwere Störung',
    why: 'Warum nicht? (bleibt im Protokoll)',
    times: (zone) => `Zeiten gelten für ${zone}.`,
    passOn: 'Weitergeben',
    passOnTo: (names) => `Sofort gerufen wird: ${names}.`,
    passOnWhy: 'Warum? (liest, wer als Nächstes gerufen wird)',
    help: 'Um Hilfe bitten',
    need: 'Was wird gebraucht? (liest, wer dazu gerufen wird)',
    whom: 'Wen?',
    whoeverIsNext: 'wer als Nächstes Bereitschaft hat',
    ask: 'Hilfe rufen',
    note: 'Notiz schreiben',
    noteText: 'Für das Protokoll; niemand wird benachrichtigt',
    addNote: 'Ins Protokoll schreiben',
    role: (title) => `Ihre Rolle: ${title}`,
    handOn: 'Rolle weitergeben',
    handOnTo: 'An wen?',
    done: {
      answered: 'Übernommen. Sie kümmern sich darum.',
      decided: 'Entschieden.',
      'passed-on': 'Weitergegeben.',
      asked: 'Hilfe ist gerufen.',
      noted: 'Es steht im Protokoll.',
      'handed-on': 'Weitergegeben.',
    },
    youHaveIt: 'Sie kümmern sich darum',
    somebodyHasIt: 'Jemand kümmert sich darum',
    youHaveJoined: 'Sie sind dazugekommen',
    youAcknowledged: (when) => `Sie haben übernommen${when}.`,
    acknowledgedBy: (name, when) => `${name} hat übernommen${when}.`,
    nothingToAnswer: 'Keine Antwort mehr nötig',
    pagingOver: (number) => `Für ${number} wird niemand mehr gerufen; auf diesen Ruf wartet niemand mehr.`,
    decided: {
      declared: (by, at) => `${by} hat um ${at} eine schwere Störung erklärt.`,
      rejected: (by, at) => `${by} hat den Vorschlag um ${at} abgelehnt.`,
      lapsed: (_, at) => `Niemand hat entschieden; der Vorschlag ist um ${at} verfallen.`,
    },
    decidedHeading: 'Entschieden',
    digest: {
      wait: (n, name) => `${n === 1 ? '1 Störung wartet' : `${n} Störungen warten`} auf ${name}`,
      acknowledge: (n) => (n === 1 ? 'Übernehmen' : `Alle ${n} übernehmen`),
      more: (n) => `und ${n} weitere`,
      nothing: 'Hier wartet nichts auf Sie',
      allAnswered: (n) => `Alle ${n} sind beantwortet oder vorbei.`,
    },
  },
};
