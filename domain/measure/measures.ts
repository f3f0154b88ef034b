/** A number about Muster itself, for whoever watches it. */
export interface Measure {
  readonly kind: 'counter' | 'gauge' | 'histogram';
  /** One sentence for whoever reads the number. */
  readonly help: string;
  readonly labels?: readonly string[];
  /** Of a histogram, in its unit. */
  readonly buckets?: readonly number[];
}

const SECONDS = [0.005, 0.025, 0.1, 0.25, 1, 2.5, 10, 30, 60, 300];

/**
 * Every number that is served to Prometheus, under its name, which never changes: the server, the documentation, the rules of
 * alarms and the dashboard are made from this table or held against it.
 */
export const MEASURES = {
  muster_ready: { kind: 'gauge', help: '1 while /readyz says that it is ready' },
  muster_check_ok: { kind: 'gauge', help: '1 while this check of /readyz holds', labels: ['check'] },
  muster_configuration_last_good: {
    kind: 'gauge',
    help: '1 while the configuration files are broken and the last good configuration is in force',
  },
  muster_reconciler_age_seconds: { kind: 'gauge', help: 'Since the reconciler has last looked for what crashes leave' },
  muster_oldest_unsent_page_seconds: {
    kind: 'gauge',
    help: 'How long ago the oldest page was to leave that no provider has taken or refused; 0 where there is none',
  },
  muster_provider_up: {
    kind: 'gauge',
    help: '0 while a provider of this channel takes no messages; only of channels that were used',
    labels: ['channel'],
  },
  muster_store_write_seconds: { kind: 'gauge', help: 'How long the last durable write took that /readyz has made' },
  muster_commits_total: { kind: 'counter', help: 'Commits of all streams, over all runs' },
  muster_unfollowed_commits: {
    kind: 'gauge',
    help: 'Commits that keep failing to be followed, left to the reconciler',
  },
  muster_open_incidents: { kind: 'gauge', help: 'Incidents that are not closed', labels: ['status', 'major'] },
  muster_checkpoint_number: { kind: 'gauge', help: 'Number of the last signed checkpoint' },
  muster_commits_outside_checkpoints: {
    kind: 'gauge',
    help: 'Commits that no checkpoint knows yet: those of the last minute',
  },
  muster_record_problems: {
    kind: 'gauge',
    help: 'What the last check of the record against its checkpoints has found; absent until it has ended',
  },
  muster_incidents_opened_total: { kind: 'counter', help: 'Incidents opened' },
  muster_major_incidents_declared_total: { kind: 'counter', help: 'Major incidents declared' },
  muster_candidates_rejected_total: { kind: 'counter', help: 'Candidates that were rejected' },
  muster_candidates_undecided_total: { kind: 'counter', help: 'Candidates that nobody has decided about' },
  muster_pages_handed_over_total: { kind: 'counter', help: 'Pages that a provider has taken', labels: ['channel'] },
  muster_page_delay_seconds: {
    kind: 'histogram',
    help: 'From when a page was decided to when a provider had taken it',
    buckets: SECONDS,
  },
  muster_pages_failed_total: { kind: 'counter', help: 'Tries to hand a page over that failed' },
  muster_pages_superseded_total: { kind: 'counter', help: 'Pages that came too late and were not sent' },
  muster_pagings_exhausted_total: {
    kind: 'counter',
    help: 'Pagings in which nobody has answered, the catch-all included',
  },
  muster_providers_down_total: { kind: 'counter', help: 'How often a provider was found to take no messages' },
  muster_stakeholders_reached_total: { kind: 'counter', help: 'Stakeholders that a message has reached' },
  muster_stakeholders_not_reached_total: { kind: 'counter', help: 'Stakeholders that a message has not reached' },
  muster_messages_quarantined_total: { kind: 'counter', help: 'Authentic messages that were not understood' },
  muster_unknown_words_total: {
    kind: 'counter',
    help: 'Severities and environments that no sender of ours is known to use, taken for the usual ones',
  },
  muster_messages_refused_total: {
    kind: 'counter',
    help: 'Authentic messages that were refused, and left a trace',
  },
  muster_repeats_shed_total: {
    kind: 'counter',
    help: 'Repeats of open alerts over the rate limit of their integration',
  },
  muster_repaired_total: { kind: 'counter', help: 'What the reconciler had to repair', labels: ['what'] },
  muster_failures_total: { kind: 'counter', help: 'Whatever failed and is tried again or repaired elsewhere' },
  muster_signs_of_life_total: {
    kind: 'counter',
    help: 'Pings to MUSTER_PING_URL',
    labels: ['outcome'],
  },
  muster_requests_total: { kind: 'counter', help: 'Requests answered', labels: ['served', 'status'] },
  muster_request_seconds: {
    kind: 'histogram',
    help: 'How long requests took to answer',
    labels: ['served'],
    buckets: SECONDS,
  },
} as const satisfies Readonly<Record<string, Measure>>;

export type MeasureName = keyof typeof MEASURES;
