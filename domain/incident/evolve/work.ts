import { withAlerts, withNoneFiring } from '../alerts-held.ts';
import { groupingOf } from '../groupings.ts';
import { afterMiss, afterUpdate, merged } from '../promised-updates.ts';
import type { IncidentState } from '../state.ts';
import { restamp, type SomeApplied, same, stampOnce, without } from './applied.ts';

/** Back to work: what was said to be over is not. The stamps of the false ending go; the timeline keeps them. */
const reopened = (state: IncidentState): IncidentState => {
  const stamps = { ...state.stamps };
  delete stamps.mitigated;
  delete stamps.resolved;
  delete stamps.closed;
  return {
    ...without(state, 'mitigation', 'resolution', 'review', 'acknowledgement'),
    status: 'investigating',
    stamps,
  };
};

export const workApplied = {
  InvestigationStarted: (state) => ({ ...state, status: 'investigating' }),
  CauseIdentified: (state) => ({ ...state, status: 'identified' }),
  UpdatePosted: (state, event, commit) => ({
    ...state,
    lastUpdate: afterUpdate(state.lastUpdate, event, commit.at),
  }),
  UpdateMissed: (state, event) => ({ ...state, lastUpdate: afterMiss(state.lastUpdate, event.audiences) }),
  NoteAdded: same,
  // What Muster writes by itself, on declaring say, is not yet a word of a person.
  StakeholdersTold: (state, event, commit) =>
    event.reached > 0 && event.occasion === 'update' ? stampOnce(state, 'firstUpdate', commit) : state,
  StakeholdersMissed: same,
  IncidentMitigated: (state, event, commit) =>
    restamp(
      {
        ...without(state, 'acknowledgement'),
        status: 'mitigated',
        mitigation: { by: event.by, description: event.description, at: commit.at, watchUntil: event.watchUntil },
      },
      'mitigated',
      commit,
    ),
  RecoveryWatchExtended: (state, event) =>
    state.mitigation ? { ...state, mitigation: { ...state.mitigation, watchUntil: event.watchUntil } } : state,
  IncidentQuietened: (state, { until }, commit) => ({ ...state, quiet: { since: commit.at, until } }),
  IncidentRelapsed: (state) => reopened({ ...state, relapses: state.relapses + 1 }),
  IncidentReopened: (state) => reopened(state),
  IncidentResolved: (state, event, commit) =>
    restamp(
      {
        ...without(withNoneFiring(state, commit), 'acknowledgement'),
        status: 'resolved',
        resolution: { summary: event.summary, at: commit.at, automatic: event.automatic },
      },
      'resolved',
      commit,
    ),
  ReviewOpened: (state, event, commit) => ({
    ...state,
    review: { openedAt: commit.at, dueAt: event.dueAt, reminders: 0 },
  }),
  ReviewReminded: (state, event) =>
    state.review
      ? { ...state, review: { ...state.review, dueAt: event.dueAt, reminders: state.review.reminders + 1 } }
      : state,
  ReviewCompleted: (state, event, commit) =>
    state.review ? { ...state, review: { ...state.review, completedAt: commit.at, summary: event.summary } } : state,
  IncidentClosed: (state, _event, commit) =>
    restamp({ ...withNoneFiring(state, commit), status: 'closed' }, 'closed', commit),
  IncidentMerged: (state, event, commit) => ({
    // They fire in the incident that goes on.
    ...withNoneFiring(state, commit),
    mergedBy: commit.actor.id,
    status: 'merged',
    mergedInto: { incidentId: event.into, number: event.intoNumber },
  }),
  ChangesNoted: (state, event) => ({ ...state, changesNoted: event.total }),
  ChangeLinked: (state, event) => ({ ...state, causes: [...(state.causes ?? []), event.change] }),
  ChangeUnlinked: (state, { change }) => ({
    ...state,
    causes: (state.causes ?? []).filter(({ id, serviceId }) => id !== change.id || serviceId !== change.serviceId),
  }),
  ChildAdopted: (state, event, commit) =>
    withAlerts(
      {
        ...state,
        ...(event.seen && state.acknowledgement
          ? {
              acknowledgement: {
                ...state.acknowledgement,
                groupings: [...new Set([...state.acknowledgement.groupings, ...event.alerts.map(groupingOf)])],
              },
            }
          : {}),
        children: [...state.children, { incidentId: event.childId, number: event.childNumber }],
        lastUpdate: merged(state.lastUpdate, event.lastUpdate),
      },
      event.alerts,
      event.before,
      commit,
    ),
  ChildReleased: (state, { childId }) => ({
    ...state,
    children: state.children.filter(({ incidentId }) => incidentId !== childId),
  }),
  IncidentSeparated: (state) => {
    const { mitigation, resolution, stamps } = state;
    const worked = stamps.acknowledged ? 'investigating' : 'open';
    const back: IncidentState = {
      ...without(state, 'mergedInto', 'mergedBy', 'parentStatus', 'quiet', 'acknowledgement'),
      // As it was when it was merged.
      status: resolution ? 'resolved' : mitigation ? 'mitigated' : worked,
      apart: true,
    };
    // Whatever was proposed was carried over, and is proposed anew where it still holds.
    return state.major === 'candidate' ? { ...without(back, 'candidate'), major: 'none' as const } : back;
  },
  ParentFollowed: (state, event) => ({ ...state, parentStatus: event.status }),
  StampCorrected: (state, event, commit) => ({
    ...state,
    stamps: { ...state.stamps, [event.stamp]: { at: event.at, by: commit.actor, reason: event.reason } },
  }),
} satisfies SomeApplied;
