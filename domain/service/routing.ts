import { allHold, type Facts } from '../condition/condition.ts';
import type { RoutingRule } from '../configuration/configuration.ts';
import type { Integration } from '../configuration/integration.ts';
import type { Lookup } from '../configuration/lookup.ts';
import { PRODUCTION } from '../environment/environment.ts';
import type { Signal } from '../signal/signal.ts';
import { OWN_SERVICE, OWN_SOURCE } from './own-service.ts';

/** What is routed: a signal, or a change. */
export type Routable = Pick<
  Signal,
  'source' | 'integrationId' | 'title' | 'resource' | 'service' | 'environment' | 'labels'
> &
  Partial<Pick<Signal, 'severity'>>;

export interface Route {
  readonly serviceId: string;
  readonly environment: string;
  /** What decided: a routing rule, a name in the message, the integration, or nothing. */
  readonly routedBy: string;
}

const NOTHING_ROUTED_IT = 'nothing routed it';

/** Nobody claimed it: it went to the service for that. */
export const isUnrouted = ({ routedBy }: Route): boolean => routedBy === NOTHING_ROUTED_IT;

const LABEL = 'labels.';

const factOf = (name: string, signal: Routable, route: Route | undefined): string | undefined => {
  switch (name) {
    case 'source':
      return signal.source;
    case 'integration':
      return signal.integrationId;
    case 'severity':
      return signal.severity;
    case 'title':
      return signal.title;
    case 'resource':
      return signal.resource;
    case 'service':
      return route?.serviceId ?? signal.service;
    case 'environment':
      return route?.environment ?? signal.environment;
    default:
      if (!name.startsWith(LABEL)) return undefined;
      return Object.hasOwn(signal.labels, name.slice(LABEL.length))
        ? signal.labels[name.slice(LABEL.length)]
        : undefined;
  }
};

/** What routing rules, maintenance windows and groupings ask of a signal, by these names; a signal may know far more. */
export const factsOfSignal = (names: Iterable<string>, signal: Routable, route?: Route): Facts => {
  const facts: Record<string, string | undefined> = {};
  for (const name of names) facts[name] = factOf(name, signal, route);
  return facts;
};

const asked = new WeakMap<readonly RoutingRule[], readonly string[]>();

/** The facts that some routing rule asks about; found once per configuration. */
const factsAskedBy = (rules: readonly RoutingRule[]): readonly string[] => {
  let names = asked.get(rules);
  if (!names) {
    names = [...new Set(rules.flatMap(({ when }) => when.map(({ fact }) => fact)))];
    asked.set(rules, names);
  }
  return names;
};

/**
 * Which service a signal or a change is about: what Muster says about itself is about Muster; else routing rules in order, then the service the message names, then the integration's
 * own, then the service for what nobody claimed. An environment that nobody states is production: when unsure, wake somebody.
 */
export const routeSignal = (signal: Routable, integration: Integration | undefined, lookup: Lookup): Route => {
  const environment = lookup.environmentNamed(
    signal.environment ?? integration?.environment ?? lookup.configuration.productionEnvironments[0] ?? PRODUCTION,
  );
  if (signal.source === OWN_SOURCE) return { serviceId: OWN_SERVICE, environment, routedBy: 'Muster itself' };
  if (lookup.routing.length > 0) {
    const facts = factsOfSignal(factsAskedBy(lookup.routing), signal);
    for (const rule of lookup.routing) {
      if (allHold(rule.when, facts)) {
        return {
          serviceId: rule.service,
          environment: rule.environment === undefined ? environment : lookup.environmentNamed(rule.environment),
          routedBy: `routing rule ${rule.id}`,
        };
      }
    }
  }
  const named = signal.service === undefined ? undefined : lookup.serviceNamed(signal.service);
  if (named) return { serviceId: named.id, environment, routedBy: `service "${signal.service}" named by the sender` };
  if (integration?.service)
    return { serviceId: integration.service, environment, routedBy: `integration ${integration.id}` };
  return { serviceId: lookup.configuration.unroutedService, environment, routedBy: NOTHING_ROUTED_IT };
};
