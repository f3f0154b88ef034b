import type { Condition } from '../condition/condition.ts';
import type { MaintenanceWindow } from '../configuration/configuration.ts';
import { type EpochMs, toMs } from '../instant/instant.ts';
import { type LiveRecord, type LiveSet, overlaid } from '../live/live-record.ts';
import { FORM_NAMES, type SuppressionScope, type SuppressionState } from './state.ts';

/** The kind of stream that a suppression is. */
export const SUPPRESSION = 'suppression';

/** What holds alerts back, made ready once so that the hot path only compares. */
export interface Suppressor {
  readonly id: string;
  /** How an alert that is held back names it. */
  readonly words: string;
  readonly when: readonly Condition[];
  readonly alertId?: string | undefined;
  readonly periods: readonly { readonly from: EpochMs; readonly to: EpochMs }[];
  /** When people last changed it; absent for one of the files. */
  readonly changedAt?: EpochMs;
  /** A silence of one alert without an end ends when that alert recovers. */
  readonly endsOnRecovery: boolean;
}

/** As `words` begin. */
const NAMED = /^(?:maintenance window|silence) ([a-z0-9][a-z0-9-]*)[:,]/;

const conditionsOf = ({ services, environments, labels = {} }: SuppressionScope): Condition[] => [
  ...(services === undefined ? [] : [{ fact: 'service', is: [...services] }]),
  ...(environments === undefined ? [] : [{ fact: 'environment', is: [...environments] }]),
  ...Object.entries(labels).map(([name, is]) => ({ fact: `labels.${name}`, is })),
];

const ofWindow = ({ id, reason, from, to, when }: MaintenanceWindow): Suppressor => ({
  id,
  words: `maintenance window ${id}: ${reason}`,
  when,
  periods: [{ from: toMs(from), to: toMs(to) }],
  endsOnRecovery: false,
});

/** Says who made it, not why: what people wrote can be erased, what an alert says of itself cannot. */
const ofLive = ({ id, state }: LiveRecord<SuppressionState>): Suppressor => ({
  id,
  words: `${FORM_NAMES[state.form]} ${id}, made by ${state.madeBy.id}`,
  when: conditionsOf(state.scope),
  alertId: state.scope.alertId,
  changedAt: toMs(state.changedAt),
  periods: state.periods.map(({ from, to }) => ({
    from: toMs(from),
    to: to === undefined ? Number.POSITIVE_INFINITY : toMs(to),
  })),
  endsOnRecovery: endsOnRecovery(state),
});

/** Whether the recovery of its alert ends it. */
export const endsOnRecovery = ({ scope, periods }: Pick<SuppressionState, 'scope' | 'periods'>): boolean =>
  scope.alertId !== undefined && periods.some(({ to }) => to === undefined);

/** The windows of the files and what people made by day, as one list. */
export const suppressorsOf = (windows: readonly MaintenanceWindow[], live: LiveSet): readonly Suppressor[] =>
  overlaid(windows.map(ofWindow), live.records.filter(isSuppression).map(ofLive));

/** When the next of these begins or ceases to hold alerts back; undefined where none ever will. */
export const nextChange = (suppressors: readonly Suppressor[], now: EpochMs): EpochMs | undefined => {
  const next = Math.min(
    ...suppressors.flatMap(({ periods }) => periods.flatMap(({ from, to }) => [from, to]).filter((at) => at > now)),
  );
  return Number.isFinite(next) ? next : undefined;
};

/** The id of what holds an alert back, by the words of the alert; undefined where its sender does. */
export const suppressorNamedIn = (words: string): string | undefined => NAMED.exec(words)?.[1];

export const isSuppression = (record: LiveRecord): record is LiveRecord<SuppressionState> =>
  record.kind === SUPPRESSION;

/** Those that are in force at an instant: of every alert, and of one each. */
export interface InForce {
  readonly ofAll: readonly Suppressor[];
  readonly ofAlert: ReadonlyMap<string, readonly Suppressor[]>;
}

export const NOT_SUPPRESSED: InForce = { ofAll: [], ofAlert: new Map() };

/** Looked up once for all signals of a request. */
export const suppressorsAt = (suppressors: readonly Suppressor[], now: EpochMs): InForce => {
  const lasting = suppressors.filter(({ periods }) => periods.some(({ from, to }) => from <= now && now < to));
  if (lasting.length === 0) return NOT_SUPPRESSED;
  const ofAll: Suppressor[] = [];
  const ofAlert = new Map<string, Suppressor[]>();
  for (const suppressor of lasting) {
    const { alertId } = suppressor;
    if (alertId === undefined) ofAll.push(suppressor);
    else ofAlert.set(alertId, [...(ofAlert.get(alertId) ?? []), suppressor]);
  }
  return { ofAll, ofAlert };
};
