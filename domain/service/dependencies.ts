import type { Configuration } from '../configuration/configuration.ts';
import type { Configured } from '../configuration/lookup.ts';

/** Which services each service depends on, over however many others, and which depend on it. */
interface Dependencies {
  readonly on: (serviceId: string) => ReadonlySet<string>;
  readonly of: (serviceId: string) => ReadonlySet<string>;
  /** Those that depend on something on which it depends as well. */
  readonly beside: (serviceId: string) => ReadonlySet<string>;
}

const made = new WeakMap<Configuration, Dependencies>();

/** Everything that is reached by these steps, but for where they begin. */
const reachedFrom = (from: string, next: (id: string) => Iterable<string>): ReadonlySet<string> => {
  const reached = new Set<string>();
  const toVisit = [...next(from)];
  for (let id = toVisit.pop(); id !== undefined; id = toVisit.pop()) {
    if (id === from || reached.has(id)) continue;
    reached.add(id);
    toVisit.push(...next(id));
  }
  return reached;
};

const remembered = (find: (serviceId: string) => ReadonlySet<string>): ((serviceId: string) => ReadonlySet<string>) => {
  const known = new Map<string, ReadonlySet<string>>();
  return (serviceId) => {
    const found = known.get(serviceId) ?? find(serviceId);
    known.set(serviceId, found);
    return found;
  };
};

const dependenciesIn = (configuration: Configuration): Dependencies => {
  const known = made.get(configuration);
  if (known) return known;
  const needs = new Map(configuration.services.map(({ id, dependsOn }) => [id, dependsOn]));
  const needed = new Map<string, string[]>();
  for (const [id, dependsOn] of needs) {
    for (const other of dependsOn) needed.set(other, [...(needed.get(other) ?? []), id]);
  }
  const on = remembered((id) => reachedFrom(id, (one) => needs.get(one) ?? []));
  const of = remembered((id) => reachedFrom(id, (one) => needed.get(one) ?? []));
  const beside = remembered((id) => {
    const found = new Set([...on(id)].flatMap((shared) => [...of(shared)]));
    found.delete(id);
    return found;
  });
  const dependencies = { on, of, beside };
  made.set(configuration, dependencies);
  return dependencies;
};

type Services = Pick<Configured, 'configuration'>;

/** True where one cannot work without the other, over however many services in between. */
export const dependsOn = ({ configuration }: Services, serviceId: string, other: string): boolean =>
  dependenciesIn(configuration).on(serviceId).has(other);

/** The services that a service depends on, those that depend on it, and those that depend on what it does. */
export const relatedTo = ({ configuration }: Services, serviceId: string): string[] => {
  const { beside, on, of } = dependenciesIn(configuration);
  return [...new Set([...on(serviceId), ...of(serviceId), ...beside(serviceId)])];
};

/** What both depend on, in the order of the configuration: the first of it is what a person would name. */
export const sharedBy = ({ configuration }: Services, a: string, b: string): string[] => {
  const { on } = dependenciesIn(configuration);
  const shared = configuration.services.filter(({ id }) => on(a).has(id) && on(b).has(id)).map(({ id }) => id);
  // The nearest: what nothing else that they share depends on.
  const nearest = shared.filter((id) => !shared.some((other) => other !== id && on(other).has(id)));
  return nearest.length > 0 ? nearest : shared;
};

/** Of fewer it says something that two depend on one. */
const HUB_FROM = 4;

/** Most other services depend on it. */
const isHub = ({ configuration }: Services, id: string): boolean =>
  dependenciesIn(configuration).of(id).size >= Math.max(HUB_FROM, configuration.services.length / 2);

/** Their trouble may have one cause: one depends on the other, or both on something that is no hub. */
export const isRelated = (lookup: Services, a: string, b: string): boolean => {
  if (dependsOn(lookup, a, b) || dependsOn(lookup, b, a)) return true;
  const { beside } = dependenciesIn(lookup.configuration);
  return beside(a).has(b) && sharedBy(lookup, a, b).some((shared) => !isHub(lookup, shared));
};

/**
 * The hubs on which a service depends: by each of them most services hang (a network, a name service, the one database), so that
 * it says nothing of two that both do.
 */
export const hubsOf = (lookup: Services, serviceId: string): string[] =>
  [...dependenciesIn(lookup.configuration).on(serviceId)].filter((id) => isHub(lookup, id));

/** Half of what hangs by a hub, and three at the least: so many at once are its trouble, whether or not anybody tells of it. */
export const isTroubleOfHub = ({ configuration }: Services, hub: string, affected: ReadonlySet<string>): boolean => {
  const hanging = dependenciesIn(configuration).of(hub);
  const count = [...affected].filter((id) => hanging.has(id)).length;
  return count >= Math.max(3, hanging.size / 2);
};

export const hasRelated = ({ configuration }: Services, serviceId: string): boolean => {
  const { on, of } = dependenciesIn(configuration);
  return on(serviceId).size > 0 || of(serviceId).size > 0;
};
