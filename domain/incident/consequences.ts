import type { Occasion } from '../configuration/configuration.ts';
import type { Commit } from './commit.ts';
import type { EventOf, IncidentEvent } from './events.ts';

/** What follows from an event outside of the incident, apart from what its own fields ask for (pages, adoption). */
interface Consequences<T extends IncidentEvent['type']> {
  /** A workflow that waits for the incident is told where it stands now. Not for the traffic of alerts: a storm wakes nobody. */
  readonly wakes?: true;
  /** The process begins, unless it runs. */
  readonly startsProcess?: true;
  /** The stakeholders of a major incident are told, in these words. */
  readonly tells?: { readonly occasion: Occasion; readonly inWords: (event: EventOf<T>) => string };
  /** What was merged into the incident follows it there. */
  readonly childrenBecome?: 'investigating' | 'mitigated' | 'resolved';
  /** Alerts that still fire end with it. */
  readonly endsAlerts?: true;
  /** What had ended is worked on again. */
  readonly revives?: true;
}

/** One row for each event, so that none is forgotten: an empty one says that nothing follows. */
const CONSEQUENCES: { readonly [T in IncidentEvent['type']]: Consequences<T> } = {
  IncidentOpened: {},
  AlertsAttached: {},
  AlertsWorsened: {},
  AlertsRecovered: {},
  AlertsFolded: {},
  AlertsHidden: {},
  AlertsReleased: {},
  TitleChanged: {},
  ServiceChanged: {},
  TriggersEvaluated: {},
  SeverityChanged: {
    wakes: true,
    tells: {
      occasion: 'severity-changed',
      inWords: ({ from, severity, reason }) => `${from} → ${severity}: ${reason}`,
    },
  },
  CandidateProposed: { wakes: true, startsProcess: true },
  CandidateEscalated: {},
  MajorIncidentDeclared: {
    wakes: true,
    startsProcess: true,
    tells: { occasion: 'declared', inWords: ({ businessImpact, reason }) => businessImpact ?? reason },
  },
  CandidateRejected: { wakes: true },
  MajorIncidentDemoted: { wakes: true, tells: { occasion: 'demoted', inWords: ({ reason }) => reason } },
  RoleAssumed: {},
  RoleRelinquished: {},
  ResponseOrganised: { wakes: true },
  PagingStarted: {},
  LevelPaged: {},
  ContactFailed: {},
  LevelUnreachable: { wakes: true },
  PageSuperseded: {},
  PagingHeld: {},
  PageAcknowledged: { wakes: true, startsProcess: true },
  AlertsAcknowledged: {},
  NewsHeld: { wakes: true, startsProcess: true },
  NewsRecovered: {},
  PagingExhausted: { wakes: true },
  PagingStopped: { wakes: true },
  InvestigationStarted: { childrenBecome: 'investigating' },
  CauseIdentified: {},
  UpdatePosted: { wakes: true, tells: { occasion: 'update', inWords: ({ message }) => message } },
  UpdateMissed: {
    wakes: true,
    tells: {
      occasion: 'update-overdue',
      inWords: () => 'The update we promised is late. Work goes on; we write again as soon as there is news.',
    },
  },
  NoteAdded: {},
  StakeholdersTold: {},
  IncidentMitigated: {
    wakes: true,
    startsProcess: true,
    tells: {
      occasion: 'mitigated',
      inWords: ({ by, description }) =>
        by === 'fix' ? `Fixed: ${description}` : `A workaround is in place: ${description}`,
    },
    childrenBecome: 'mitigated',
  },
  RecoveryWatchExtended: { wakes: true },
  IncidentQuietened: { wakes: true, startsProcess: true },
  IncidentRelapsed: {
    wakes: true,
    startsProcess: true,
    tells: { occasion: 'relapsed', inWords: ({ reason }) => reason },
    childrenBecome: 'investigating',
  },
  IncidentResolved: {
    wakes: true,
    tells: { occasion: 'resolved', inWords: ({ summary }) => summary },
    childrenBecome: 'resolved',
    endsAlerts: true,
  },
  IncidentReopened: {
    wakes: true,
    startsProcess: true,
    tells: { occasion: 'relapsed', inWords: ({ reason }) => reason },
    childrenBecome: 'investigating',
    revives: true,
  },
  ReviewOpened: {
    wakes: true,
    tells: { occasion: 'review-opened', inWords: ({ dueAt }) => `A review is open and due ${dueAt}.` },
  },
  ReviewReminded: {
    wakes: true,
    tells: {
      occasion: 'review-overdue',
      inWords: ({ dueAt }) => `The review is overdue; it is expected by ${dueAt}.`,
    },
  },
  ReviewCompleted: { wakes: true },
  IncidentClosed: { wakes: true, endsAlerts: true },
  IncidentMerged: {
    wakes: true,
    tells: {
      occasion: 'merged',
      inWords: ({ intoNumber }) =>
        `Now part of ${intoNumber}. We handle both together from now on; you will hear of them under ${intoNumber}.`,
    },
  },
  // The promise of an update may come along.
  ChildAdopted: { wakes: true },
  ParentFollowed: {},
  ChangesNoted: {},
  ChangeLinked: {},
  ChangeUnlinked: {},
  StampCorrected: {},
};

export const consequencesOf = <E extends IncidentEvent>(event: E): Consequences<E['type']> =>
  // The table is exhaustive by its type; TypeScript cannot follow the key and its event together.
  CONSEQUENCES[event.type] as unknown as Consequences<E['type']>;

/** The words of an event that its audience should read; empty where nobody is told of it. */
export const wordsFor = (event: IncidentEvent): string => consequencesOf(event).tells?.inWords(event as never) ?? '';

/** True when a workflow that waits for this incident must look again because of this commit. */
export const wakesWorkflow = (commit: Commit): boolean => commit.events.some((event) => consequencesOf(event).wakes);

/** True when children follow their parent because of this commit. */
export const movesChildren = (commit: Commit): boolean =>
  commit.events.some((event) => consequencesOf(event).childrenBecome !== undefined);

/** True when an incident that had ended is worked on again because of this commit. */
export const revives = (commit: Commit): boolean => commit.events.some((event) => consequencesOf(event).revives);
