import { SIGNAL_LIMITS } from '../../domain/signal/signal.ts';
import { recordOr } from './record.ts';
import { cleanText } from './text.ts';

const LONGEST_LIST = 65_536;
const LONGEST_NAME = 256;

/**
 * Tags written as one text, `env:prod, service:checkout, urgent`, or as a list of such, as labels. Of equal names the
 * first counts; a tag without a value is "true".
 */
export const tagsIn = (tags: unknown): Record<string, string> => {
  const found: Record<string, string> = {};
  const list = Array.isArray(tags) ? tags : typeof tags === 'string' ? tags.slice(0, LONGEST_LIST).split(',') : [];
  for (const tag of list.slice(0, SIGNAL_LIMITS.labels)) {
    if (typeof tag !== 'string') continue;
    const colon = tag.indexOf(':');
    const name = cleanText(colon < 0 ? tag : tag.slice(0, colon), LONGEST_NAME);
    if (name === undefined || name === '__proto__') continue;
    found[name] ??= (colon < 0 ? undefined : cleanText(tag.slice(colon + 1), SIGNAL_LIMITS.label)) ?? 'true';
  }
  return found;
};

/** Tags written as a list of pairs, `[name, value]` or objects with a name and a value, as labels. */
export const pairsIn = (list: unknown): Record<string, unknown> => {
  const found: Record<string, unknown> = {};
  for (const entry of Array.isArray(list) ? list.slice(0, SIGNAL_LIMITS.labels) : []) {
    const { tag, key, name: called, value } = recordOr(entry);
    const [name, text] = Array.isArray(entry) ? entry : [tag ?? key ?? called, value];
    if (typeof name === 'string' && name !== '__proto__') found[name] = text;
  }
  return found;
};
