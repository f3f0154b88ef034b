import type { AlertSeverity } from '../signal/signal.ts';

export const PRIORITIES = ['P1', 'P2', 'P3', 'P4', 'P5'] as const;
export type Priority = (typeof PRIORITIES)[number];

/** In any case, and with spaces around it. */
export const priorityOf = (value: unknown): Priority | undefined => {
  const word = typeof value === 'string' ? value.trim().toUpperCase() : undefined;
  return PRIORITIES.find((priority) => priority === word);
};

export const SEVERITY_OF: Readonly<Record<Priority, AlertSeverity>> = {
  P1: 'critical',
  P2: 'error',
  P3: 'warning',
  P4: 'info',
  P5: 'info',
};

export interface OpsgenieNote {
  readonly note: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly createdAt: string;
}

export interface OpsgenieLog {
  readonly log: string;
  readonly type: 'system' | 'alertRecipient';
  readonly owner: string;
  readonly createdAt: string;
}

/**
 * An alert as clients of Opsgenie read it back: what its API lets them set and Muster's own alert does not hold. What
 * fires, what is over and who is paged is the alert's and the incident's to say.
 */
export interface OpsgenieAlert {
  readonly integrationId: string;
  /** Of Muster's alert; Opsgenie's `id`. */
  readonly alertId: string;
  readonly tinyId: string;
  readonly alias: string;
  /** The episode of Muster's alert that this is about. */
  readonly episode: number;
  readonly message: string;
  readonly description: string;
  readonly priority: Priority;
  readonly tags: readonly string[];
  readonly actions: readonly string[];
  readonly details: Readonly<Record<string, string>>;
  readonly entity: string;
  readonly source: string;
  readonly owner: string;
  readonly responders: readonly Readonly<Record<string, string>>[];
  readonly status: 'open' | 'closed' | 'deleted';
  readonly acknowledged: boolean;
  /** When a client took the acknowledgement back; one that was made in Muster before that counts no more. */
  readonly unacknowledgedAt?: string;
  readonly snoozedUntil?: string;
  readonly count: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly lastOccurredAt: string;
  readonly notes: readonly OpsgenieNote[];
  readonly logs: readonly OpsgenieLog[];
  /** Grows by one with each change; the lock. */
  readonly version: number;
}

/** What became of one request; Opsgenie's words, for clients look for them. */
export interface OpsgenieRequest {
  readonly integrationId: string;
  readonly requestId: string;
  readonly success: boolean;
  readonly action: string;
  readonly processedAt: string;
  readonly status: string;
  readonly alertId: string;
  readonly alias: string;
}
