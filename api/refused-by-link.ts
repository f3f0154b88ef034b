import type { DomainError } from '../domain/failure/domain-error.ts';
import type { WhyRefused } from '../domain/failure/why-refused.ts';
import { isUnresolved } from '../domain/incident/state.ts';
import type { Language } from '../domain/words/reader.ts';
import type { ResponderView } from '../usecases/reach/read-link.ts';

/** What the forms of a page ask for; `acknowledge` is the one without a name. */
type Asked = 'acknowledge' | 'declare' | 'reject' | 'note' | 'pass-on' | 'ask-for-help' | 'hand-on' | 'other';

type Why = WhyRefused | 'over' | 'merged' | 'unknown-person' | 'unknown-role' | 'changed' | 'otherwise';

interface RefusedWords {
  /** What did not happen. */
  readonly not: Readonly<Record<Asked, string>>;
  /** Why, as a clause. */
  readonly why: Readonly<Record<Why, string>>;
}

const WORDS: Readonly<Record<Language, RefusedWords>> = {
  en: {
    not: {
      acknowledge: 'Not acknowledged',
      declare: 'Not declared',
      reject: 'Not rejected',
      note: 'Nothing was noted',
      'pass-on': 'Not passed on',
      'ask-for-help': 'Nobody was asked',
      'hand-on': 'Not handed on',
      other: 'Nothing was done',
    },
    why: {
      over: 'the incident is over',
      merged: 'it is part of another incident now',
      'nobody-waits': 'nobody waits for an answer of yours any more',
      'nobody-comes-after': 'nobody comes after you. Call somebody who can take it',
      'role-not-yours': 'you do not have this role any more',
      'no-decision-asked': 'this page did not ask you for a decision',
      'reason-missing': 'say why, in a few words',
      'note-empty': 'the note is empty',
      'need-missing': 'say what is needed, in a few words',
      'person-missing': 'say to whom',
      'role-missing': 'no role was named',
      'no-such-button': 'this page has no such button',
      'unknown-person': 'there is nobody of that name',
      'unknown-role': 'there is no such role any more',
      changed: 'it changed at the same moment. Look, then try again',
      otherwise: 'as it stands now the rules do not allow it',
    },
  },
  de: {
    not: {
      acknowledge: 'Nicht übernommen',
      declare: 'Nicht erklärt',
      reject: 'Nicht abgelehnt',
      note: 'Nichts notiert',
      'pass-on': 'Nicht weitergegeben',
      'ask-for-help': 'Niemand wurde gerufen',
      'hand-on': 'Nicht weitergegeben',
      other: 'Es ist nichts geschehen',
    },
    why: {
      over: 'Die Störung ist vorbei',
      merged: 'Sie ist jetzt Teil einer anderen Störung',
      'nobody-waits': 'Auf Ihre Antwort wartet niemand mehr',
      'nobody-comes-after': 'Nach Ihnen kommt niemand. Rufen Sie jemanden an, der übernehmen kann',
      'role-not-yours': 'Sie haben diese Rolle nicht mehr',
      'no-decision-asked': 'Diese Seite hat Sie um keine Entscheidung gebeten',
      'reason-missing': 'Sagen Sie in wenigen Worten, warum',
      'note-empty': 'Die Notiz ist leer',
      'need-missing': 'Sagen Sie in wenigen Worten, was gebraucht wird',
      'person-missing': 'Sagen Sie, an wen',
      'role-missing': 'Es wurde keine Rolle genannt',
      'no-such-button': 'Diesen Knopf hat die Seite nicht',
      'unknown-person': 'Niemand heißt so',
      'unknown-role': 'Diese Rolle gibt es nicht mehr',
      changed: 'Im selben Moment hat sich etwas geändert. Sehen Sie nach, und versuchen Sie es noch einmal',
      otherwise: 'So, wie es jetzt steht, lassen die Regeln es nicht zu',
    },
  },
};

const BY_CODE: Readonly<Partial<Record<DomainError['code'], Why>>> = {
  'unknown-person': 'unknown-person',
  'unknown-role': 'unknown-role',
  'version-conflict': 'changed',
  'idempotency-conflict': 'changed',
};

/** Why the rules refuse what the incident, as it is now, does not take any more. */
const whyOf = ({ code, details }: DomainError, { incident }: ResponderView): Why => {
  const { refusal } = details as { readonly refusal?: WhyRefused };
  if (code === 'illegal-transition' && incident.status === 'merged') return 'merged';
  if (code === 'illegal-transition' && !isUnresolved(incident)) return 'over';
  return refusal ?? BY_CODE[code] ?? 'otherwise';
};

const isAsked = (action: string): action is Asked => action in WORDS.en.not;

/** What did not happen, and why, in the language of whoever asked for it. @param action of the form; null for that which acknowledges */
export const refusedSentence = (error: DomainError, action: string | null, view: ResponderView): string => {
  const { not, why } = WORDS[view.reader.language];
  const asked = action === null ? 'acknowledge' : isAsked(action) ? action : 'other';
  return `${not[asked]}: ${why[whyOf(error, view)]}.`;
};
