import type { Alert } from '../../domain/alert/alert.ts';
import type { Signal } from '../../domain/signal/signal.ts';

/** What is now said about an alert that is known. */
export const signalAbout = (
  alert: Alert,
  changes: Pick<Signal, 'status' | 'receivedAt'> & Partial<Signal>,
): Signal => ({
  source: alert.source,
  integrationId: alert.integrationId,
  scope: alert.scope,
  dedupKey: alert.dedupKey,
  severity: alert.severity,
  title: alert.title,
  description: alert.description,
  occurredAt: changes.receivedAt,
  groupKey: alert.groupKey,
  resource: alert.resource,
  service: alert.serviceId,
  environment: alert.environment,
  labels: alert.labels,
  links: alert.links,
  ...changes,
});
