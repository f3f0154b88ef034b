import type { JsonRecord } from './record.ts';

/**
 * The object without the members that are still a placeholder of the sender's template: a product leaves those that it
 * does not know, or that are empty, as they were written.
 *
 * @param placeholder must match the whole text, in linear time
 */
export const withoutPlaceholders = (from: JsonRecord, placeholder: RegExp): JsonRecord => {
  const replaced: Record<string, unknown> = {};
  for (const name in from) {
    const value = from[name];
    if (name === '__proto__' || (typeof value === 'string' && placeholder.test(value))) continue;
    replaced[name] = value;
  }
  return replaced;
};
