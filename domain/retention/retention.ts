import type { EpochMs } from '../instant/instant.ts';

/**
 * How many days each kind of row is kept, where the configuration says nothing else. What is not here stays for good: the
 * chains of incidents, their rows in lists, the configurations that were in force. In a file without a schema, for what
 * accepts alerts must not load the validator of the configuration.
 */
export const DEFAULT_RETENTION = {
  /** Alerts, from their resolution on. The incident still tells of each in its chain. */
  alerts: 90,
  /** Which incident has a group of alerts, from when it took it; while that incident is open it is kept longer. */
  slots: 400,
  /** Where decisions about an incident go on from, and the rows beside it, from its end on. Whoever asks later folds its chain. */
  states: 30,
  /** Who was reached, from the intention on; of an incident that is open it is kept longer. */
  deliveries: 400,
  /** Requests that were not understood. */
  quarantine: 90,
  changes: 90,
  reports: 90,
  /** What clients of Opsgenie read back, from its last change on; of an incident that is open it is kept longer. */
  opsgenieAlerts: 365,
  opsgenieRequests: 7,
  /** Which alert a mail belongs to; of an incident that is open it is kept longer. */
  mailThreads: 90,
} as const;

/** A kind of row that ages out. */
export type Kept = keyof typeof DEFAULT_RETENTION;

/** In days. */
export type Retention = Readonly<Record<Kept, number>>;

/**
 * The least that may be asked for: below it, what is still under way would be forgotten. A queue delivers for 14 days, and an
 * incident that is forgotten by its slot and its ledger would be opened, and its people paged, again.
 */
export const LEAST_RETENTION = {
  alerts: 15,
  slots: 30,
  states: 1,
  deliveries: 30,
  quarantine: 1,
  changes: 1,
  reports: 1,
  opsgenieAlerts: 15,
  opsgenieRequests: 1,
  mailThreads: 15,
} as const satisfies Retention;

export const DAY_MS = 86_400_000;

/** How long what nobody configures is kept, in milliseconds, by every target alike. */
export const KEPT_MS = {
  /** A resolution of something never seen, to meet the firing that it overtook: longer than any queue keeps one. */
  tombstones: 14 * DAY_MS,
  /** A workflow that waits: no wait outlives the token of a workflow on AWS, which is valid for a year. */
  waits: 366 * DAY_MS,
  /** What somebody was sent of late, and the pages that waited for it. */
  floods: 7 * DAY_MS,
} as const;

/** For how many days AWS keeps what is beside the rows: mail as it was received, and what the table held at any instant. */
export const KEPT_BESIDE_DAYS = {
  /** Longer than what was given up is kept: a dead letter leads to a mail that is still there. */
  rawMail: 15,
  /** <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/PointInTimeRecovery_Howitworks.html> */
  recovery: 35,
} as const;

/** When a row of this kind may go that counts from `from`. A configuration of an earlier version does not name every kind. */
export const keptUntil = (retention: Partial<Retention>, kind: Kept, from: EpochMs): EpochMs =>
  from + (retention[kind] ?? DEFAULT_RETENTION[kind]) * DAY_MS;

/** Half of the days of such a row: what is still asked for gets them anew from then on. In milliseconds. */
export const halfKept = (retention: Partial<Retention>, kind: Kept): number => keptUntil(retention, kind, 0) / 2;
