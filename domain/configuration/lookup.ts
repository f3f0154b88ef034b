import { environmentNamed, isEnvironmentWord, isSpelledAsProduction } from '../environment/environment.ts';
import type { EpochMs } from '../instant/instant.ts';
import { type LiveSet, NOTHING_LIVE } from '../live/live-record.ts';
import { keptOnCall } from '../rota/kept-shifts.ts';
import { OWN_SERVICE, ownService } from '../service/own-service.ts';
import { type Suppressor, suppressorsOf } from '../suppression/suppressors.ts';
import type { Configuration, RoutingRule, Service } from './configuration.ts';
import type { Integration } from './integration.ts';
import type { EscalationPolicy, Person, Team } from './people.ts';

/** What is in force: a configuration and live records, with their lists indexed once, so that the hot path never searches. */
export interface Lookup extends Configured {
  /** The live records that were laid over the configuration. */
  readonly live: LiveSet;
  /** Maintenance windows and silences, of files and of people. */
  readonly suppressors: readonly Suppressor[];
  /** Who is on call by a rota, as it is kept. */
  readonly onCall: (rotaId: string, at: EpochMs) => readonly string[];
}

/** What the configuration says by itself, whatever is live beside it. */
export interface Configured {
  readonly configuration: Configuration;
  readonly service: (id: string) => Service | undefined;
  readonly serviceNamed: (nameOrAlias: string) => Service | undefined;
  readonly person: (id: string) => Person | undefined;
  readonly team: (id: string) => Team | undefined;
  readonly policy: (id: string) => EscalationPolicy | undefined;
  readonly integration: (id: string) => Integration | undefined;
  readonly isProduction: (environment: string) => boolean;
  /** As the files call it, however it is spelled; else its common name. */
  readonly environmentNamed: (spelled: string) => string;
  /** The files name it, or everybody does. */
  readonly isEnvironment: (spelled: string) => boolean;
  readonly routing: readonly RoutingRule[];
}

const indexes = new WeakMap<Configuration, Configured>();
const cache = new WeakMap<Configuration, Lookup>();

/** For whoever asks nothing that a live record could change: which integration this is, which service. Made once. */
export const configuredIn = (configuration: Configuration): Configured => {
  const known = indexes.get(configuration);
  if (known) return known;
  const made = indexed(configuration);
  indexes.set(configuration, made);
  return made;
};

/** The lookup of a configuration and of what is live beside it; made once as long as neither changes. */
export const lookupIn = (configuration: Configuration, live: LiveSet = NOTHING_LIVE): Lookup => {
  const known = cache.get(configuration);
  if (known?.live === live) return known;
  const suppressors = suppressorsOf(configuration.maintenanceWindows, live);
  const onCall: Lookup['onCall'] = (id, at) => keptOnCall(configuration, live.records, id, at);
  const lookup: Lookup = { ...configuredIn(configuration), live, suppressors, onCall };
  cache.set(configuration, lookup);
  return lookup;
};

/** Every environment that the files name, the first production environment first. */
const environmentsIn = (configuration: Configuration): string[] => [
  ...configuration.productionEnvironments,
  ...configuration.nonProductionEnvironments,
  ...[...configuration.routing, ...configuration.integrations].flatMap(({ environment }) => environment ?? []),
];

const indexed = (configuration: Configuration): Configured => {
  const byId = <T extends { id: string }>(list: readonly T[]) => {
    const map = new Map(list.map((entry) => [entry.id, entry]));
    return (id: string): T | undefined => map.get(id);
  };
  const names = new Map<string, Service>();
  for (const s of configuration.services) {
    for (const name of [s.id, s.name, ...s.aliases])
      if (!names.has(name.toLowerCase())) names.set(name.toLowerCase(), s);
  }
  const configured = byId(configuration.services);
  const own = ownService(configuration);
  const production = new Set(configuration.productionEnvironments.map(environmentNamed));
  const other = new Set(configuration.nonProductionEnvironments.map(environmentNamed));
  const environments = new Map<string, string>();
  for (const spelled of environmentsIn(configuration)) {
    const name = environmentNamed(spelled);
    if (!environments.has(name)) environments.set(name, spelled);
  }
  return {
    configuration,
    service: (id) => configured(id) ?? (id === OWN_SERVICE ? own : undefined),
    serviceNamed: (name) => names.get(name.toLowerCase()),
    person: byId(configuration.people),
    team: byId(configuration.teams),
    policy: byId(configuration.escalationPolicies),
    integration: byId(configuration.integrations),
    isProduction: (environment) => {
      const name = environmentNamed(environment);
      return production.has(name) || (isSpelledAsProduction(name) && !other.has(name));
    },
    environmentNamed: (spelled) => {
      const name = environmentNamed(spelled);
      return environments.get(name) ?? (isEnvironmentWord(spelled) ? name : spelled);
    },
    isEnvironment: (spelled) => isEnvironmentWord(spelled) || environments.has(environmentNamed(spelled)),
    routing: configuration.routing,
  };
};

/** As people know them; the id of somebody who has left the configuration. */
export const personName = ({ person }: Pick<Configured, 'person'>, id: string): string => person(id)?.name ?? id;

/** As its own people know it; the id of a service that has left the configuration. */
export const serviceName = ({ service }: Pick<Configured, 'service'>, id: string): string => service(id)?.name ?? id;
