/**
 * The facts that conditions may ask about. A rule that asks for anything else would never hold, and nobody would notice
 * until it should have.
 */

const SIGNAL = ['source', 'integration', 'severity', 'title', 'resource', 'service', 'environment'];

const INCIDENT = [
  'severity',
  'impact',
  'urgency',
  'service.id',
  'service.tier',
  'services.affected',
  'environment',
  'production',
  'alerts.total',
  'alerts.firing',
  'children',
  'affectedUsers',
  'origin',
  'status',
  'major',
];

/** The windows, in minutes, for which rules may ask `alerts.last<N>Minutes`. */
export const ALERT_WINDOWS = [1, 5, 10, 15, 30, 60] as const;

export const FACT_NAMES = {
  /** Of routing rules, maintenance windows and `groupBy`. */
  signal: new Set(SIGNAL),
  /** Of trigger rules and communication plans. */
  incident: new Set([...INCIDENT, ...ALERT_WINDOWS.map((minutes) => `alerts.last${minutes}Minutes`)]),
} as const;

/** Labels are the senders' own and may have any name. */
export const isFactOf = (kind: keyof typeof FACT_NAMES, name: string): boolean =>
  FACT_NAMES[kind].has(name) || (name.startsWith('labels.') && name.length > 'labels.'.length);
