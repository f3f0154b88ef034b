import type { Occasion } from '../configuration/communications.ts';
import type { Commit } from './commit.ts';
import type { IncidentEvent } from './events.ts';
import type { IncidentState } from './state.ts';

/** What follows from an event outside of the incident, apart from what its own fields ask for (pages, adoption). */
interface Consequences {
  /** A workflow that waits for the incident is told where it stands now. Not for the traffic of alerts: a storm wakes nobody. */
  readonly wakes?: true;
  /** The process begins, unless it runs. */
  readonly startsProcess?: true;
  /** The stakeholders of a major incident are told, in the words of `words/stakeholders`. */
  readonly tells?: Occasion;
  /** What was merged into the incident follows it there. */
  readonly childrenBecome?: 'investigating' | 'mitigated' | 'resolved';
  /** Alerts that still fire end with it. */
  readonly endsAlerts?: true;
  /** What had ended is worked on again. */
  readonly revives?: true;
}

/** One row for each event, so that none is forgotten: an empty one says that nothing follows. */
const CONSEQUENCES: { readonly [T in IncidentEvent['type']]: Consequences } = {
  IncidentOpened: {},
  AlertsAttached: {},
  AlertsWorsened: {},
  AlertsRecovered: {},
  AlertsFolded: {},
  AlertsHidden: {},
  AlertsReleased: {},
  TitleChanged: {},
  // The clock of a candidate stands still meanwhile.
  AlertsSuppressed: { wakes: true },
  SuppressionLifted: { wakes: true },
  ServiceChanged: {},
  TriggersEvaluated: {},
  SeverityChanged: {
    wakes: true,
    tells: 'severity-changed',
  },
  CandidateProposed: { wakes: true, startsProcess: true },
  CandidateEscalated: {},
  MajorIncidentDeclared: {
    wakes: true,
    startsProcess: true,
    tells: 'declared',
  },
  CandidateRejected: { wakes: true },
  CandidateLapsed: { wakes: true },
  MajorIncidentDemoted: { wakes: true, tells: 'demoted' },
  RoleAssumed: {},
  RoleRelinquished: {},
  ResponseOrganised: { wakes: true },
  PagingStarted: {},
  LevelPaged: {},
  ContactFailed: {},
  LevelUnreachable: { wakes: true },
  PageSuperseded: {},
  PagePassedOn: { wakes: true },
  HelpAsked: {},
  PagingHeld: {},
  PageAcknowledged: { wakes: true, startsProcess: true },
  AlertsAcknowledged: {},
  NewsHeld: { wakes: true, startsProcess: true },
  NewsRecovered: {},
  PagingExhausted: { wakes: true, tells: 'unanswered' },
  PagingStartedOver: { wakes: true },
  PagingStopped: { wakes: true },
  InvestigationStarted: { childrenBecome: 'investigating' },
  CauseIdentified: {},
  UpdatePosted: { wakes: true, tells: 'update' },
  UpdateMissed: {
    wakes: true,
    tells: 'update-overdue',
  },
  NoteAdded: {},
  StakeholdersTold: {},
  StakeholdersMissed: {},
  IncidentMitigated: {
    wakes: true,
    startsProcess: true,
    tells: 'mitigated',
    childrenBecome: 'mitigated',
  },
  RecoveryWatchExtended: { wakes: true },
  IncidentQuietened: { wakes: true, startsProcess: true },
  IncidentRelapsed: {
    wakes: true,
    startsProcess: true,
    tells: 'relapsed',
    childrenBecome: 'investigating',
  },
  IncidentResolved: {
    wakes: true,
    tells: 'resolved',
    childrenBecome: 'resolved',
    endsAlerts: true,
  },
  IncidentReopened: {
    wakes: true,
    startsProcess: true,
    tells: 'relapsed',
    childrenBecome: 'investigating',
    revives: true,
  },
  ReviewOpened: {
    wakes: true,
    tells: 'review-opened',
  },
  ReviewReminded: {
    wakes: true,
    tells: 'review-overdue',
  },
  ReviewCompleted: { wakes: true },
  IncidentClosed: { wakes: true, endsAlerts: true },
  IncidentMerged: {
    wakes: true,
    tells: 'merged',
  },
  // The promise of an update may come along.
  ChildAdopted: { wakes: true },
  IncidentSeparated: { wakes: true, startsProcess: true, revives: true },
  ChildReleased: {},
  PartJoined: { wakes: true },
  PartLeft: {},
  OutageJoined: { wakes: true },
  OutageLeft: { wakes: true },
  ParentFollowed: {},
  ChangesNoted: {},
  ChangeLinked: {},
  ChangeUnlinked: {},
  StampCorrected: {},
};

export const consequencesOf = ({ type }: IncidentEvent): Consequences => CONSEQUENCES[type];

/** True when a workflow that waits for this incident must look again because of this commit. */
export const wakesWorkflow = (commit: Commit): boolean => commit.events.some((event) => consequencesOf(event).wakes);

/** What children of an incident have become by now (`childrenBecome`), as it stands; undefined where nobody follows it any more. */
export const childrenFollow = ({ status }: Pick<IncidentState, 'status'>): Consequences['childrenBecome'] => {
  if (status === 'merged') return undefined;
  if (status === 'closed') return 'resolved';
  return status === 'mitigated' || status === 'resolved' ? status : 'investigating';
};

/** True when an incident that had ended is worked on again because of this commit. */
export const revives = (commit: Commit): boolean => commit.events.some((event) => consequencesOf(event).revives);
