import { SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import { isRecord, type JsonRecord } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_NAME = 256;

/** Values that are read of one message, and objects and lists that are looked into, however many it holds. */
const MOST_FOUND = 1_000;

/** A plain value inside objects and lists. */
export interface NestedText {
  /** The members on the way to it: `check.output`, `hosts.0.name`. */
  readonly path: string;
  /** The last member on that way that is none of a list. */
  readonly name: string;
  readonly text: string;
  /** 1 for a member of the object itself. */
  readonly depth: number;
  /** A list of plain values, as one text. */
  readonly list: boolean;
}

type Place = Pick<NestedText, 'path' | 'name' | 'depth'> & { readonly value: unknown };

/** A list of nothing but plain values reads best as one text. */
const asText = (value: unknown): string | undefined => {
  if (!Array.isArray(value)) return cleanText(value, SIGNAL_LIMITS.description);
  if (value.length === 0) return undefined;
  const texts: string[] = [];
  let length = 0;
  for (const entry of value) {
    if (typeof entry === 'object' && entry !== null) return undefined;
    const text = length < SIGNAL_LIMITS.label ? cleanText(entry, SIGNAL_LIMITS.label) : undefined;
    if (text === undefined) continue;
    texts.push(text);
    length += text.length;
  }
  return cleanText(texts.join(', '), SIGNAL_LIMITS.label);
};

/** The plain values in an object, to any depth, what is less deep before what is deeper. */
export const nestedTexts = (root: unknown): NestedText[] => {
  const texts: NestedText[] = [];
  const places: Place[] = [{ path: '', name: '', depth: 0, value: root }];
  for (let i = 0; i < places.length && texts.length < MOST_FOUND; i += 1) {
    const { path, name: under, depth, value } = places[i] as Place;
    const list = Array.isArray(value);
    if (!list && !isRecord(value)) continue;
    for (const member in value) {
      if (texts.length >= MOST_FOUND) break;
      const way = path === '' ? member : `${path}.${member}`;
      if (way.length > LONGEST_NAME || member === '__proto__') continue;
      const found = (value as JsonRecord)[member];
      const name = list ? under : member;
      const text = asText(found);
      if (text !== undefined) texts.push({ path: way, name, depth: depth + 1, text, list: Array.isArray(found) });
      else if (typeof found === 'object' && found !== null && places.length < MOST_FOUND)
        places.push({ path: way, name, depth: depth + 1, value: found });
    }
  }
  return texts;
};

/** As labels: each by the way to it, the first of equal ones. */
export const byPath = (texts: readonly NestedText[]): Record<string, string> => {
  const labels: Record<string, string> = {};
  for (const { path, text } of texts) if (!Object.hasOwn(labels, path)) labels[path] = text;
  return labels;
};

/** The least deep of those that are called so; of names the earlier. */
export const textCalled = (texts: readonly NestedText[], names: readonly string[]): string | undefined => {
  for (const name of names) {
    const found = texts.find((one) => one.name.toLowerCase() === name);
    if (found) return found.text;
  }
  return undefined;
};
