import type { Language } from './reader.ts';

const AND: Readonly<Record<Language, { readonly and: string; readonly more: (n: number) => string }>> = {
  en: { and: 'and', more: (n) => `${n} more` },
  de: { and: 'und', more: (n) => `${n} weitere` },
};

/** How many names a sentence bears. */
const MOST_NAMES = 3;

/** "Ana", "Ana and Ben", "Ana, Ben and Cleo", "Ana, Ben, Cleo and 4 more". */
export const listed = (names: readonly string[], language: Language = 'en'): string => {
  const { and, more } = AND[language];
  const left = names.length - MOST_NAMES;
  const shown = left > 0 ? [...names.slice(0, MOST_NAMES), more(left)] : names;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} ${and} ${shown.at(-1)}`;
};

/** "1 alert", "2 alerts", "no alerts". */
export const counted = (n: number, one: string, many = `${one}s`): string =>
  `${n === 0 ? 'no' : n} ${n === 1 ? one : many}`;

/** Typed text before a full stop that the sentence adds, or before a closing quote. */
export const unstopped = (text: string): string => text.trim().replace(/(?<![.])\.$/, '');

/** As a sentence of its own: with a full stop, unless it ends with a mark already. */
export const sentence = (text: string): string => (/[.!?…:]$/.test(text.trim()) ? text.trim() : `${text.trim()}.`);

/** Each with its mark, in order. */
export const sentencesOf = (text: string): string[] => text.split(/(?<=[.!?])\s+/);

/** Cut at a word, with a mark that every alphabet has. */
export const cutAtWord = (text: string, limit: number, mark = '...'): string => {
  if (text.length <= limit) return text;
  const room = Math.max(0, limit - mark.length);
  const cut = text.slice(0, room).toWellFormed();
  const space = cut.lastIndexOf(' ');
  // A word that is most of the room is cut itself.
  return `${(space > room / 2 ? cut.slice(0, space) : cut).trimEnd()}${mark}`;
};
