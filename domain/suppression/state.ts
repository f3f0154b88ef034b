import type { Iso } from '../instant/instant.ts';
import type { Actor } from '../stream/commit.ts';
import type { SealedData } from '../stream/personal.ts';

/** `maintenance` is planned and may recur; a `silence` is made while something fires. */
export type SuppressionForm = 'maintenance' | 'silence';

export const FORM_NAMES: Readonly<Record<SuppressionForm, string>> = {
  maintenance: 'maintenance window',
  silence: 'silence',
};

/** What it covers. Everything that is named must hold; a list means any of. */
export interface SuppressionScope {
  readonly services?: readonly string[] | undefined;
  readonly environments?: readonly string[] | undefined;
  /** `*` at the end of a value means "starts with". */
  readonly labels?: Readonly<Record<string, string>> | undefined;
  readonly alertId?: string | undefined;
}

/** From an instant to another one; without an end, until it is ended. */
export interface Period {
  readonly from: Iso;
  readonly to?: Iso | undefined;
}

/** Periods that come again, by the wall clock of a zone. */
export interface Recurrence {
  readonly timeZone: string;
  /** The first beginning on that wall clock: `2026-12-01T22:00`. */
  readonly start: string;
  readonly minutes: number;
  /** An RRULE of RFC 5545, without `DTSTART`. */
  readonly rule: string;
}

/** Holds alerts back while one of its periods lasts. */
export interface SuppressionState {
  readonly form: SuppressionForm;
  readonly scope: SuppressionScope;
  /** The episode that the silenced alert was in. */
  readonly episode?: number | undefined;
  readonly reason: SealedData;
  readonly recurrence?: Recurrence | undefined;
  /** In their order: the one, or of those that recur the last, the present and the next few. */
  readonly periods: readonly Period[];
  /** True when no further period follows those. */
  readonly complete: boolean;
  /** The period that is known to have begun, until it is known to have ended. */
  readonly begun?: Period | undefined;
  readonly madeBy: Actor;
  readonly madeAt: Iso;
  readonly changedBy?: Actor | undefined;
  readonly changedAt: Iso;
  readonly ended?: { readonly at: Iso; readonly by: Actor; readonly how: SuppressionEnd } | undefined;
}

export type SuppressionEnd = 'cancelled' | 'recovered' | 'over';
