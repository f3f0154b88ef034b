import type { Lookup } from '../configuration/lookup.ts';
import { nextPromise } from '../incident/promised-updates.ts';
import {
  awaitsUpdate,
  type IncidentState,
  isEnded,
  isPagedFor,
  isSuppressed,
  isUnresolved,
  isWorkedOn,
} from '../incident/state.ts';
import { type Iso, plusSeconds } from '../instant/instant.ts';

/** The commands that time, or the process itself, asks of an incident. */
export type DueCommand =
  | 'escalate-candidate'
  | 'page-news'
  | 'check-acknowledgement'
  | 'organise'
  | 'miss-update'
  | 'confirm-recovery'
  | 'conclude-recovery'
  | 'open-review'
  | 'remind-review'
  | 'close';

export interface Due {
  readonly what: DueCommand;
  /** When it is to happen; in the past for what should have happened by now. */
  readonly at: Iso;
}

interface Clock {
  /** Who asks for it on the record: time that has passed, or the process, which takes its next step. */
  readonly askedBy: 'clock' | 'system';
  /** Undefined while there is nothing to come. */
  readonly at: (state: IncidentState, lookup: Lookup) => Iso | undefined;
}

const isMajorAndResolved = ({ major, status }: IncidentState): boolean => major === 'accepted' && status === 'resolved';

/** A review that has to be done before the incident may be closed. */
export const holdsClosure = ({ review }: IncidentState, { configuration }: Lookup): boolean =>
  review !== undefined && review.completedAt === undefined && configuration.review.closureWaits;

const needsReview = (state: IncidentState, { configuration }: Lookup): boolean =>
  state.review === undefined && configuration.review.severities.includes(state.severity);

/**
 * Every clock of an incident but those of its pagings. What is due at one time is done in this order: people are asked before
 * anything is announced, and nothing ends before that.
 */
const CLOCKS: { readonly [C in DueCommand]: Clock } = {
  'escalate-candidate': {
    askedBy: 'clock',
    at: (state) => (state.major === 'candidate' && !isSuppressed(state) ? state.candidate?.decideBy : undefined),
  },
  'page-news': {
    askedBy: 'clock',
    at: (state) => (isUnresolved(state) && !isSuppressed(state) ? state.acknowledgement?.news?.until : undefined),
  },
  'check-acknowledgement': {
    askedBy: 'clock',
    at: (state, { configuration }) => {
      const { acknowledgement, quiet, severity } = state;
      if (!acknowledgement || quiet || isSuppressed(state)) return undefined;
      if (!isWorkedOn(state) || isPagedFor(state, 'resolver')) return undefined;
      const { expiresAfterSeconds, progressAt } = acknowledgement;
      return expiresAfterSeconds === undefined || !configuration.acknowledgement.expires.includes(severity)
        ? undefined
        : plusSeconds(progressAt, expiresAfterSeconds);
    },
  },
  organise: {
    askedBy: 'system',
    at: ({ major, organised, updatedAt }) => (major === 'accepted' && !organised ? updatedAt : undefined),
  },
  'miss-update': {
    askedBy: 'clock',
    at: (state) => (awaitsUpdate(state) ? nextPromise(state.lastUpdate) : undefined),
  },
  'confirm-recovery': {
    askedBy: 'clock',
    at: ({ status, mitigation }) => (status === 'mitigated' ? mitigation?.watchUntil : undefined),
  },
  'conclude-recovery': {
    askedBy: 'clock',
    at: ({ quiet }) => quiet?.until,
  },
  'open-review': {
    askedBy: 'system',
    at: (state, lookup) => (isMajorAndResolved(state) && needsReview(state, lookup) ? state.updatedAt : undefined),
  },
  'remind-review': {
    askedBy: 'clock',
    at: (state, lookup) => (isMajorAndResolved(state) && holdsClosure(state, lookup) ? state.review?.dueAt : undefined),
  },
  close: {
    askedBy: 'system',
    at: (state, lookup) => {
      if (!isMajorAndResolved(state) || needsReview(state, lookup) || holdsClosure(state, lookup)) return undefined;
      // A closed incident is never reopened by an alert: not before a relapse would no longer reopen it.
      return plusSeconds(state.resolution?.at ?? state.updatedAt, lookup.configuration.recovery.relapseWithinSeconds);
    },
  },
};

export const DUE_COMMANDS = Object.keys(CLOCKS) as DueCommand[];

export const askedBy = (what: DueCommand): 'clock' | 'system' => CLOCKS[what].askedBy;

/** What is to happen to an incident by time alone, in the order in which it is done where several are due. */
export const dueOf = (state: IncidentState, lookup: Lookup): Due[] =>
  isEnded(state)
    ? []
    : DUE_COMMANDS.flatMap((what) => {
        const at = CLOCKS[what].at(state, lookup);
        return at === undefined ? [] : [{ what, at }];
      });
