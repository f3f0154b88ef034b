import { hash } from 'node:crypto';
import type { Service } from '../configuration/configuration.ts';
import { factsOfSignal, type Route } from '../service/routing.ts';
import type { Signal } from '../signal/signal.ts';

/**
 * The slot that alerts with one cause compete for: one open incident per service and environment, or finer where the
 * service says so by `groupBy`. Whoever claims the slot opens the incident; everybody else attaches to it.
 */
export const slotKeyOf = (signal: Signal, route: Route, service: Service | undefined): string => {
  const base = `${route.serviceId}#${route.environment.toLowerCase()}`;
  if (!service || service.groupBy.length === 0) return base;
  const facts = factsOfSignal(service.groupBy, signal, route);
  const grouping = service.groupBy.map((fact) => `${fact}=${facts[fact] ?? ''}`).join('\n');
  return `${base}#${hash('sha256', grouping, 'hex').slice(0, 16)}`;
};
