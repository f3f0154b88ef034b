import { hash } from 'node:crypto';
import type { Service } from '../configuration/configuration.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

/** The slot of a service as a whole: of its alerts where it groups them no further, and of what people open by hand. */
export const serviceSlotOf = ({ serviceId, environment }: Pick<Route, 'serviceId' | 'environment'>): string =>
  `${serviceId}#${environment.toLowerCase()}`;

/**
 * The slot that alerts with one cause compete for: one open incident per service and environment, or finer where the
 * service says so by `groupBy`. Whoever claims the slot opens the incident; everybody else attaches to it. Nobody opens one
 * in a finer slot while people work on what they opened by hand for the whole service: its alerts belong there.
 */
export const slotKeyOf = (signal: Signal, route: Route, service: Service | undefined): string => {
  const base = serviceSlotOf(route);
  if (!service || service.groupBy.length === 0) return base;
  const facts = factsOfSignal(service.groupBy, signal, route);
  const grouping = service.groupBy.map((fact) => `${fact}=${facts[fact] ?? ''}`).join('\n');
  return `${base}#${hash('sha256', grouping, 'hex').slice(0, 16)}`;
};
