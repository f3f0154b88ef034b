import * as z from 'zod';
import type { EpochMs } from '../instant/instant.ts';
import type { SealedData } from '../stream/personal.ts';

/** How bad the sender says it is; PagerDuty's four words. Not the severity of an incident, which is decided by rule. */
export const alertSeverity = /* @__PURE__ */ (() => z.enum(['critical', 'error', 'warning', 'info']))();
export type AlertSeverity = z.infer<typeof alertSeverity>;

const RANK: Record<AlertSeverity, number> = { critical: 3, error: 2, warning: 1, info: 0 };

/** True when `a` is worse than `b`. */
export const isWorse = (a: AlertSeverity, b: AlertSeverity): boolean => RANK[a] > RANK[b];

/** What the message says about the condition. `unknown` (CloudWatch INSUFFICIENT_DATA) never changes an alert. */
export const signalStatus = /* @__PURE__ */ (() => z.enum(['firing', 'acknowledged', 'resolved', 'unknown']))();
export type SignalStatus = z.infer<typeof signalStatus>;

export interface Link {
  readonly href: string;
  readonly text: string;
}

/**
 * A group of alerts that one sender may speak of over several feeds at once: one by one over this one, or as a whole over
 * another (Alertmanager over PagerDuty and Opsgenie).
 */
export interface SharedGroup {
  /** Equal for the same group of the same sender. */
  readonly key: string;
  /** The signal stands for the group, not for one of its alerts. */
  readonly whole: boolean;
  /** The sender says that no alert of the group fires any more. */
  readonly over?: true;
  /** How many alerts of the group the sender left out of the message: neither their firing nor their end may ever be told. */
  readonly hidden?: number;
}

/**
 * A word of a message that Muster does not know, and what was taken in its place; of the name of a field, which one was meant, or
 * nothing.
 */
export interface UnknownWord {
  readonly field: 'severity' | 'environment' | 'status' | 'field';
  readonly word: string;
  readonly taken: string;
}

/** Whose words title and description are, and what stands in place of the title where nothing can be taken out again. */
export interface WrittenBy {
  /** An address, or whatever else that person is known by: their erasure (`muster person erase`) takes the words along. */
  readonly person: string;
  readonly about: string;
  /** Routing, suppressions and groupings go by what it says itself, and not by what it is about. */
  readonly isJudged?: true;
}

/**
 * One message from a source about one condition, in Muster's words. A source's `parse` makes it; everything after it
 * knows no vendor.
 */
export interface Signal {
  readonly source: string;
  readonly integrationId: string;
  /** Equal for all messages about one condition, unique within `scope`. */
  readonly dedupKey: string;
  /**
   * Equal for all messages about one condition, where `dedupKey` is that of one time that it lasts: its sender, or whoever took the
   * message in, makes another key when it comes back.
   */
  readonly condition?: string;
  /** Within which the key is unique: usually the integration; the sender for feeds that may be doubled. */
  readonly scope: string;
  readonly status: SignalStatus;
  readonly severity: AlertSeverity;
  /** The sender's own word for the severity, kept for people. */
  readonly nativeSeverity?: string;
  readonly title: string;
  readonly description?: string;
  /** When it happened, by the sender where it says so; for people. Never later than `receivedAt`. */
  readonly occurredAt: EpochMs;
  readonly receivedAt: EpochMs;
  /** The sender's own stamp, by its own clock, which orders its messages about one condition; absent where the message has none. */
  readonly saidAt?: EpochMs;
  /** It came before, and comes out of a queue, a quarantine or a mail server once more: it takes its place of then. */
  readonly again?: true;
  /** Where `occurredAt` of a firing is when the condition began: each repeat carries the same, however long it lasts. */
  readonly datedByBeginning?: true;
  /**
   * The message says until when the condition holds, not that it is over; by our clock that has passed. What it is its sender's
   * own sequence tells: while it fires it goes on moving that end (`readEnd`).
   */
  readonly endsUnlessMoved?: { readonly beganAt: EpochMs };
  /** Of a resolution: why it is over, where that is not that the condition ended. */
  readonly because?: string;
  /** The sender's grouping, where it has one (Alertmanager's groupKey). */
  readonly groupKey?: string;
  readonly sharedGroup?: SharedGroup;
  readonly resource?: string;
  /** A service named by the message itself; routing may use it. */
  readonly service?: string;
  readonly environment?: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly links: readonly Link[];
  /** What of it was not known; absent where all was. */
  readonly unknownWords?: readonly UnknownWord[];
  /** Why the sender itself wants this not acted upon (CloudWatch actions suppressor). */
  readonly suppressedBySender?: string;
  /** When that ends at the latest, where the sender says so: it may not tell of the end. */
  readonly suppressedBySenderUntil?: EpochMs;
  /** A person wrote it: before anything is kept the words go into a row of their own (`words`). */
  readonly writtenBy?: WrittenBy;
  /** Where the words stand that a person wrote: `title` tells what they are about, and there is no `description`. */
  readonly words?: SealedData;
  /** As that person wrote it: by this it is routed, held back and grouped, and nothing of it is kept. */
  readonly unsealed?: Pick<Signal, 'title' | 'labels'>;
  /**
   * Where a sender delivers one message several times on purpose (AWS Health: to a backup region, in pages): `message` is
   * equal for all of them, `delivery` only for repetitions of one. The message is counted once.
   */
  readonly delivered?: { readonly message: string; readonly delivery: string };
}

/** Caps on what is kept of a message, so that no sender can make a row or a page unbounded. */
export const SIGNAL_LIMITS = {
  title: 1024,
  description: 8192,
  dedupKey: 2048,
  labels: 64,
  label: 1024,
  links: 16,
} as const;
