import { hash } from 'node:crypto';
import type { Service } from '../configuration/configuration.ts';
import { environmentNamed } from '../environment/environment.ts';
import { factsOfSignal, isUnrouted, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

/** The slot of a service as a whole: of its alerts where it groups them no further, and of what people open by hand. */
export const serviceSlotOf = ({ serviceId, environment }: Pick<Route, 'serviceId' | 'environment'>): string =>
  `${serviceId}#${environment.toLowerCase()}`;

/** The slot of a group that one sender tells of over several feeds. */
export const sharedGroupSlotOf = (key: string): string => `shared group ${key}`;

/** What begins of a service is found under this name by whoever depends on it. */
export const outageSlotOf = ({ serviceId, environment }: Pick<Route, 'serviceId' | 'environment'>): string =>
  `outage ${serviceId}#${environmentNamed(environment)}`;

const digestOf = (text: string): string => hash('sha256', text, 'hex').slice(0, 16);

/**
 * The slot that alerts with one cause compete for: one open incident per service and environment, or finer where the
 * service says so by `groupBy`. Whoever claims the slot opens the incident; everybody else attaches to it. Nobody opens one
 * in a finer slot while people work on what they opened by hand for the whole service: its alerts belong there. What nothing
 * routes has nothing in common but that: its sender's own groups, else each alert, are incidents of their own.
 */
export const slotKeyOf = (signal: Signal, route: Route, service: Service | undefined): string => {
  const base = serviceSlotOf(route);
  if (!service || service.groupBy.length === 0)
    return isUnrouted(route)
      ? `${base}#${digestOf(`${signal.scope}\n${signal.groupKey ?? signal.condition ?? signal.dedupKey}`)}`
      : base;
  const facts = factsOfSignal(service.groupBy, signal, route);
  const grouping = service.groupBy.map((fact) => `${fact}=${facts[fact] ?? ''}`).join('\n');
  return `${base}#${digestOf(grouping)}`;
};
