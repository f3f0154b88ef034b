import type { ProblemCode } from '../domain/failure/problem.ts';
import type { Language } from '../domain/words/reader.ts';

/** What a page says of a link that does nothing: what it is, and what to do instead. */
interface RefusalWords {
  readonly title: string;
  readonly detail: string;
}

/** By why it is refused. What stands not here is a refusal of one command, in the words of its rule. */
export const REFUSAL_WORDS: Readonly<Partial<Record<ProblemCode, Readonly<Record<Language, RefusalWords>>>>> = {
  'link-expired': {
    en: {
      title: 'The link has expired',
      detail: 'This link has expired. Use the link of a newer message, or sign in.',
    },
    de: {
      title: 'Der Link ist abgelaufen',
      detail: 'Dieser Link ist abgelaufen. Nehmen Sie den Link aus einer neueren Nachricht, oder melden Sie sich an.',
    },
  },
  'link-invalid': {
    en: {
      title: 'The link is not valid',
      detail: 'This link is not complete. Press it in the message itself, or sign in.',
    },
    de: {
      title: 'Der Link ist nicht gültig',
      detail: 'Dieser Link ist nicht vollständig. Öffnen Sie ihn in der Nachricht selbst, oder melden Sie sich an.',
    },
  },
  'incident-not-found': {
    en: { title: 'There is no such incident', detail: 'The incident of this link does not exist any more.' },
    de: { title: 'Diese Störung gibt es nicht', detail: 'Die Störung dieses Links gibt es nicht mehr.' },
  },
  internal: {
    en: {
      title: 'Something went wrong',
      detail: 'Nothing was done, or not all of it. Try again, or answer the message another way.',
    },
    de: {
      title: 'Etwas ist schiefgegangen',
      detail: 'Es ist nichts geschehen, oder nicht alles. Versuchen Sie es noch einmal, oder antworten Sie anders.',
    },
  },
};
