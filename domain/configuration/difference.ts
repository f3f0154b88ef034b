import type { ConfigurationFields } from './configuration.ts';
import { withoutPersonalData } from './shown-configuration.ts';

/** One value inside of an entry that is another; `before` or `after` is absent where there was, or is, none. */
export interface ChangedValue {
  /** `contacts[0].address`; empty for the entry itself. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** One entry of a configuration that is another: a person, a service, a policy, or a key that is no list. */
export interface ConfigurationChange {
  /** The key of the files: `people`, `organisation`. */
  readonly part: string;
  /** Of the entry, where the part is a list of such. */
  readonly id?: string;
  readonly kind: 'added' | 'removed' | 'changed' | 'reordered';
  readonly values: readonly ChangedValue[];
}

type Json = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

type Entry = Json & { readonly id: string };
const isEntry = (value: unknown): value is Entry => isObject(value) && typeof value.id === 'string';

const areEntries = (value: unknown): value is readonly Entry[] =>
  Array.isArray(value) &&
  value.length > 0 &&
  value.every(isEntry) &&
  new Set(value.map(({ id }) => id)).size === value.length;

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

/** What is compared, and what is shown in its place. */
interface Seen {
  readonly real: unknown;
  readonly shown: unknown;
}

const at = ({ real, shown }: Seen, key: string | number): Seen => ({
  real: (real as Json | undefined)?.[key],
  shown: (shown as Json | undefined)?.[key],
});

const valuesIn = (path: string, before: Seen, after: Seen): ChangedValue[] => {
  if (same(before.real, after.real)) return [];
  const whole: ChangedValue = {
    path,
    ...(before.real !== undefined && { before: before.shown }),
    ...(after.real !== undefined && { after: after.shown }),
  };
  if (isObject(before.real) && isObject(after.real)) {
    const keys = [...new Set([...Object.keys(before.real), ...Object.keys(after.real)])];
    const inside = keys.flatMap((key) =>
      valuesIn(path === '' ? key : `${path}.${key}`, at(before, key), at(after, key)),
    );
    return inside.length > 0 ? inside : [whole];
  }
  if (Array.isArray(before.real) && Array.isArray(after.real)) {
    const hasObjects = [...before.real, ...after.real].some((value) => typeof value === 'object');
    if (!hasObjects || before.real.length === 0 || after.real.length === 0) return [whole];
    const length = Math.max(before.real.length, after.real.length);
    return Array.from({ length }, (_, i) => valuesIn(`${path}[${i}]`, at(before, i), at(after, i))).flat();
  }
  return [whole];
};

const changesOfEntries = (part: string, before: Seen, after: Seen): ConfigurationChange[] => {
  const byId = ({ real, shown }: Seen): Map<string, Seen> =>
    new Map((real as Entry[]).map((entry, i) => [entry.id, { real: entry, shown: (shown as Entry[])[i] }]));
  const [old, now] = [byId(before), byId(after)];
  const changes: ConfigurationChange[] = [];
  for (const [id, seen] of now) {
    const was = old.get(id);
    if (was === undefined) changes.push({ part, id, kind: 'added', values: [{ path: '', after: seen.shown }] });
    else {
      const values = valuesIn('', was, seen);
      if (values.length > 0) changes.push({ part, id, kind: 'changed', values });
    }
  }
  for (const [id, seen] of old)
    if (!now.has(id)) changes.push({ part, id, kind: 'removed', values: [{ path: '', before: seen.shown }] });
  const order = (one: ReadonlyMap<string, Seen>, other: ReadonlyMap<string, Seen>) =>
    [...one.keys()].filter((id) => other.has(id));
  const [was, is] = [order(old, now), order(now, old)];
  // The first rule that matches wins, and a team's first member takes its role: the order says something.
  if (!same(was, is)) changes.push({ part, kind: 'reordered', values: [{ path: '', before: was, after: is }] });
  return changes;
};

/**
 * What is another between two configurations, entry by entry; nothing when they are the same.
 *
 * @param showsPersonalData whether names and addresses of people are shown; that they have changed is told in any case
 */
export const differencesBetween = (
  before: ConfigurationFields,
  after: ConfigurationFields,
  { showsPersonalData }: { readonly showsPersonalData: boolean },
): ConfigurationChange[] => {
  const seen = (fields: ConfigurationFields): Seen => ({
    real: fields,
    shown: showsPersonalData ? fields : withoutPersonalData(fields),
  });
  const [old, now] = [seen(before), seen(after)];
  const parts = [...new Set([...Object.keys(after), ...Object.keys(before)])].filter((part) => part !== 'version');
  return parts.flatMap((part) => {
    const [was, is] = [at(old, part), at(now, part)];
    const isList = [was.real, is.real].every((value) => areEntries(value) || same(value, []));
    if (isList) return changesOfEntries(part, was, is);
    const values = valuesIn('', was, is);
    return values.length === 0 ? [] : [{ part, kind: 'changed', values }];
  });
};
