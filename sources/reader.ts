import type { Source } from './source.ts';

/**
 * Loads each source of a table with its first message, once: most deployments hear from a handful of the products that Muster reads,
 * and a function that starts cold reads all that it loads before it answers.
 *
 * @returns the source of a key of the table; undefined for any other value
 */
export const readerFrom = (
  table: Readonly<Record<string, () => Promise<Source>>>,
): ((key: unknown) => Source | undefined | Promise<Source>) => {
  const loaded = new Map<unknown, Source>();
  const load = async (key: string): Promise<Source> => {
    const source = await (table[key] as () => Promise<Source>)();
    loaded.set(key, source);
    return source;
  };
  return (key) => loaded.get(key) ?? (typeof key === 'string' && Object.hasOwn(table, key) ? load(key) : undefined);
};
