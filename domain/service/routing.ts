import { allHold, type Facts } from '../condition/condition.ts';
import type { Integration } from '../configuration/configuration.ts';
import type { Lookup } from '../configuration/lookup.ts';
import type { Signal } from '../signal/signal.ts';

export interface Route {
  readonly serviceId: string;
  readonly environment: string;
  /** What decided: a routing rule, a name in the message, the integration, or nothing. */
  readonly routedBy: string;
}

/** What routing rules and maintenance windows may ask of a signal. */
export const factsOfSignal = (signal: Signal, route?: Route): Facts => {
  const facts: Record<string, string | number | boolean | undefined> = {
    source: signal.source,
    integration: signal.integrationId,
    severity: signal.severity,
    title: signal.title,
    resource: signal.resource,
    service: route?.serviceId ?? signal.service,
    environment: route?.environment ?? signal.environment,
  };
  for (const key in signal.labels) facts[`labels.${key}`] = signal.labels[key];
  return facts;
};

/**
 * Which service a signal is about: routing rules in order, then the service the message names, then the integration's
 * own, then the service for what nobody claimed. An environment that nobody states is production: when unsure, wake somebody.
 */
export const routeSignal = (signal: Signal, integration: Integration | undefined, lookup: Lookup): Route => {
  const environment =
    signal.environment ?? integration?.environment ?? lookup.configuration.productionEnvironments[0] ?? 'production';
  if (lookup.routing.length > 0) {
    const facts = factsOfSignal(signal);
    for (const rule of lookup.routing) {
      if (allHold(rule.when, facts)) {
        return {
          serviceId: rule.service,
          environment: rule.environment ?? environment,
          routedBy: `routing rule ${rule.id}`,
        };
      }
    }
  }
  const named = signal.service === undefined ? undefined : lookup.serviceNamed(signal.service);
  if (named) return { serviceId: named.id, environment, routedBy: `service "${signal.service}" named by the sender` };
  if (integration?.service)
    return { serviceId: integration.service, environment, routedBy: `integration ${integration.id}` };
  return { serviceId: lookup.configuration.unroutedService, environment, routedBy: 'nothing routed it' };
};
