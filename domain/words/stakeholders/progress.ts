import type { Language } from '../reader.ts';

type Progress = 'alerted' | 'looking' | 'found' | 'watching';

/** How far people have come; nothing is said to go on that nobody has begun. */
export const progressOf = (status: string, acknowledged: boolean): Progress => {
  if (status === 'mitigated') return 'watching';
  if (status === 'identified') return 'found';
  return acknowledged ? 'looking' : 'alerted';
};

/** What is done about it, as those who are kept informed read it. */
export const DOING: Readonly<Record<Language, Readonly<Record<Progress, string>>>> = {
  en: {
    alerted: 'The team on call has been alerted.',
    looking: 'We are looking for the cause.',
    found: 'We have found the cause.',
    watching: 'We are watching the recovery.',
  },
  de: {
    alerted: 'Die Rufbereitschaft ist alarmiert.',
    looking: 'Wir suchen die Ursache.',
    found: 'Die Ursache ist gefunden.',
    watching: 'Wir beobachten, ob es stabil bleibt.',
  },
};

/** What stands where nobody has said what people cannot do. */
export const IMPACT_NOT_KNOWN: Readonly<Record<Language, string>> = {
  en: 'We do not know yet who is affected.',
  de: 'Wer betroffen ist, wissen wir noch nicht.',
};
