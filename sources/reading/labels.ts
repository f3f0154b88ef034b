import { SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import { isRecord, type JsonRecord } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_NAME = 256;

/** Of all labels together. An item of DynamoDB holds 400 KB (service quota), and a character may take three bytes. */
const LONGEST_TOTAL = 65_536;

/** Alerts have the same few names again and again. */
const MOST_REMEMBERED = 1_000;
const cleanNames = new Set<string>();

const cleanName = (name: string): string | undefined => {
  if (cleanNames.has(name)) return name;
  const key = cleanText(name, LONGEST_NAME);
  if (key === '__proto__') return undefined;
  if (key === name && cleanNames.size < MOST_REMEMBERED) cleanNames.add(name);
  return key;
};

/**
 * Adds the plain members of `from` to `labels`, within the limits for one signal; what is nested is left out. A label
 * named `__proto__` is left out too: stores and libraries that copy by assignment would take it for a prototype.
 */
export const addLabels = (labels: Record<string, string>, from: unknown): void => {
  if (!isRecord(from)) return;
  let count = 0;
  let total = 0;
  for (const name in labels) {
    count += 1;
    total += name.length + (labels[name] as string).length;
  }
  for (const name in from) {
    if (count >= SIGNAL_LIMITS.labels) return;
    const key = cleanName(name);
    const text = cleanText(from[name], SIGNAL_LIMITS.label);
    if (key === undefined || text === undefined) continue;
    total += key.length + text.length;
    if (total > LONGEST_TOTAL) return;
    labels[key] = text;
    count += 1;
  }
};

/** The environment as labels and tags commonly name it. */
export const environmentIn = (labels: JsonRecord): string | undefined =>
  cleanText(labels.environment ?? labels.env ?? labels.stage, LONGEST_NAME);
