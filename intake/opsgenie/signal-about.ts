import { type Alert, lastSignalOf } from '../../domain/alert/alert.ts';
import type { Signal } from '../../domain/signal/signal.ts';

/** What is now said about an alert that is known. */
export const signalAbout = (
  alert: Alert,
  changes: Pick<Signal, 'status' | 'receivedAt'> & Partial<Signal>,
): Signal => ({ ...lastSignalOf(alert), occurredAt: changes.receivedAt, ...changes });
