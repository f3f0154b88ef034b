import { isRecord, type JsonRecord, recordOr } from '../../sources/reading/record.ts';
import { firstText } from '../../sources/reading/signal.ts';
import { cleanText } from '../../sources/reading/text.ts';

/**
 * Opsgenie's limits, in characters or entries: <https://docs.opsgenie.com/docs/alert-api#create-alert>. What is longer is
 * cut and never refused: the page matters more.
 */
export const LIMITS = {
  message: 130,
  description: 15_000,
  note: 25_000,
  entity: 512,
  source: 100,
  user: 100,
  tags: 20,
  tag: 50,
  actions: 10,
  details: 100,
  detail: 8_000,
  responders: 50,
} as const;

export const textsIn = (list: unknown, most: number, longest: number): string[] =>
  (Array.isArray(list) ? list : typeof list === 'string' ? list.slice(0, 10_000).split(',') : [])
    .slice(0, most)
    .map((entry) => cleanText(entry, longest))
    .filter((entry) => entry !== undefined);

export const namesIn = (list: unknown): Readonly<Record<string, string>>[] =>
  (Array.isArray(list) ? list : []).slice(0, LIMITS.responders).flatMap((entry) => {
    const { name, username, id, type } = recordOr(entry);
    const called = firstText(LIMITS.entity, name, username, id);
    return called === undefined ? [] : [{ name: called, type: cleanText(type, LIMITS.tag) ?? 'team' }];
  });

/** Plain members only, all of them together within Opsgenie's 8,000 characters. */
export const detailsIn = (value: unknown): Record<string, string> => {
  const details: Record<string, string> = {};
  let total = 0;
  for (const [name, given] of Object.entries(isRecord(value) ? value : {}).slice(0, LIMITS.details)) {
    const key = cleanText(name, LIMITS.entity);
    const text = cleanText(given, LIMITS.detail);
    if (key === undefined || text === undefined || key === '__proto__') continue;
    total += key.length + text.length;
    if (total > LIMITS.detail) break;
    details[key] = text;
  }
  return details;
};

/** Who did it, by the body of a request. */
export const whoIn = (body: JsonRecord, otherwise: string): string =>
  firstText(LIMITS.user, body.user, body.source) ?? otherwise;
