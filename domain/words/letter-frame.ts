import type { Language } from './reader.ts';

/** What stands around every letter to a person, whatever it is about. */
interface LetterFrame {
  readonly greeting: (name: string) => string;
  /** @param contact whom a reader may ask */
  readonly answers: (contact: string) => string;
}

export const LETTER_FRAME: Readonly<Record<Language, LetterFrame>> = {
  en: {
    greeting: (name) => `Hello ${name},`,
    answers: (contact) => `Answers reach ${contact}.`,
  },
  de: {
    greeting: (name) => `Guten Tag ${name},`,
    answers: (contact) => `Antworten erreichen ${contact}.`,
  },
};
