import { nextPromise } from '../domain/incident/promised-updates.ts';
import { awaitsUpdate, type IncidentState, isEnded, needsProcess } from '../domain/incident/state.ts';
import type { OfState } from './projection.ts';

/** An incident in a list: what tells it from the others, without its alerts, pages and history. */
export type IncidentRow = Pick<
  IncidentState,
  | 'incidentId'
  | 'seq'
  | 'number'
  | 'title'
  | 'words'
  | 'status'
  | 'major'
  | 'severity'
  | 'serviceId'
  | 'affectedServices'
  | 'environment'
  | 'firing'
  | 'roles'
  | 'mergedInto'
  | 'openedAt'
  | 'updatedAt'
> & {
  /** Alerts ever attached. */
  readonly alerts: number;
  /** Until when somebody must decide whether it is major; absent unless it is a candidate. */
  readonly decideBy?: string;
  /** Until when the next update was promised; absent where none binds. */
  readonly nextUpdateBy?: string;
  /** Some workflow should be running for it. */
  readonly needsProcess: boolean;
};

export const INCIDENT_LIST = 'incident-list';

export const incidentList: OfState<IncidentRow> = {
  name: INCIDENT_LIST,
  version: 2,
  reads: 'state',
  stream: 'incident',
  of: 'all',
  apply: (state) => ({
    incidentId: state.incidentId,
    seq: state.seq,
    number: state.number,
    title: state.title,
    words: state.titleWords ?? state.words,
    status: state.status,
    major: state.major,
    severity: state.severity,
    serviceId: state.serviceId,
    affectedServices: state.affectedServices,
    environment: state.environment,
    firing: state.firing,
    roles: state.roles,
    mergedInto: state.mergedInto,
    openedAt: state.openedAt,
    updatedAt: state.updatedAt,
    alerts: state.alerts.total,
    decideBy: state.major === 'candidate' ? state.candidate?.decideBy : undefined,
    nextUpdateBy: awaitsUpdate(state) ? nextPromise(state.lastUpdate) : undefined,
    needsProcess: needsProcess(state),
  }),
  listing: (row) => ({
    at: row.openedAt,
    status: row.status,
    major: row.major,
    services: [...new Set([row.serviceId, ...row.affectedServices])],
    alias: row.number,
    pending: row.needsProcess,
    open: !isEnded(row),
  }),
};
