import { withAcknowledged } from '../alerts-held.ts';
import type { Commit } from '../commit.ts';
import type { EventOf } from '../events.ts';
import { groupingsIn } from '../groupings.ts';
import type { IncidentState, Paging } from '../state.ts';
import { type SomeApplied, same, stampOnce, without } from './applied.ts';

const withPaging = (
  state: IncidentState,
  pagingId: string,
  change: (paging: IncidentState['pagings'][string]) => IncidentState['pagings'][string],
): IncidentState => {
  const paging = state.pagings[pagingId];
  return paging ? { ...state, pagings: { ...state.pagings, [pagingId]: change(paging) } } : state;
};

/** However long the catch-all is asked, a paging keeps of those rounds the last page of each person. */
const asLastAsked = ({ pages, exhausted }: Paging, event: EventOf<'LevelPaged'>): Paging['pages'] =>
  exhausted
    ? pages.filter((page) => page.level !== event.level || !event.pages.some((p) => p.personId === page.personId))
    : pages;

/** The roles of whoever answers are theirs for good. */
const answeredBy = (state: IncidentState, personId: string): IncidentState =>
  Object.values(state.roles).some((role) => role.personId === personId && role.unanswered)
    ? {
        ...state,
        roles: Object.fromEntries(
          Object.entries(state.roles).map(([id, role]) => [
            id,
            role.personId === personId ? without(role, 'unanswered') : role,
          ]),
        ),
      }
    : state;

/** Whoever has it has seen all that there is. */
const seenBy = (
  state: IncidentState,
  { personId, severity, expiresAfterSeconds }: EventOf<'PageAcknowledged'>,
  { at }: Commit,
): IncidentState => ({
  ...state,
  acknowledgement: {
    by: personId,
    at,
    severity: severity ?? state.severity,
    groupings: groupingsIn(state),
    progressAt: at,
    expiresAfterSeconds,
  },
});

export const pagingApplied = {
  PagingStarted: (state, event, commit) => ({
    ...state,
    // Who is asked whether they still have it is not asked again for as long as an acknowledgement lasts.
    ...(event.occasion === 'reminder' && state.acknowledgement
      ? { acknowledgement: { ...state.acknowledgement, progressAt: commit.at } }
      : {}),
    pagings: {
      ...state.pagings,
      [event.pagingId]: {
        pagingId: event.pagingId,
        policyId: event.policyId,
        purpose: event.purpose,
        ...(event.occasion ? { occasion: event.occasion } : {}),
        status: 'paging',
        level: 0,
        catchAll: false,
        round: 0,
        startedAt: commit.at,
        acknowledgeBy: commit.at,
        pages: [],
      },
    },
  }),
  LevelPaged: (state, event, commit) => {
    const paged = withPaging(state, event.pagingId, (paging) => ({
      ...paging,
      level: event.level,
      catchAll: event.catchAll,
      round: event.round,
      ...(event.silent ? { silentRounds: (paging.silentRounds ?? 0) + 1 } : {}),
      acknowledgeBy: event.acknowledgeBy,
      pages: [
        ...asLastAsked(paging, event),
        ...event.pages.map((p) => ({ ...p, level: event.level, at: commit.at, seq: commit.seq })),
      ],
    }));
    const { acknowledgement } = state;
    // Whoever answers this page has seen what was held until now.
    return acknowledgement?.news && state.pagings[event.pagingId]?.purpose === 'resolver'
      ? { ...paged, acknowledgement: without(acknowledgement, 'news') }
      : paged;
  },
  ContactFailed: same,
  LevelUnreachable: same,
  PageSuperseded: same,
  PagePassedOn: same,
  HelpAsked: same,
  PagingHeld: (state, event) =>
    withPaging(state, event.pagingId, (paging) => ({
      ...paging,
      acknowledgeBy: event.until,
      level: event.level ?? paging.level,
    })),
  PageAcknowledged: (state, event, commit) => {
    const next = withPaging(state, event.pagingId, (paging) => ({
      ...paging,
      status: 'acknowledged',
      acknowledgedBy: event.personId,
      acknowledgedAt: commit.at,
    }));
    const stamped = answeredBy(stampOnce(next, 'acknowledged', commit), event.personId);
    const purpose = state.pagings[event.pagingId]?.purpose;
    // Who takes it without having been paged has it too.
    if (purpose === undefined) return seenBy(stamped, event, commit);
    return purpose === 'resolver' ? seenBy(stampOnce(stamped, 'engaged', commit), event, commit) : stamped;
  },
  AlertsAcknowledged: (state, event) =>
    answeredBy(withAcknowledged(state, event.alertIds, event.before, event.personId), event.personId),
  NewsHeld: (state, { alerts, until }) =>
    state.acknowledgement
      ? {
          ...state,
          acknowledgement: {
            ...state.acknowledgement,
            news: { alerts: [...(state.acknowledgement.news?.alerts ?? []), ...alerts], until },
          },
        }
      : state,
  NewsRecovered: (state) =>
    state.acknowledgement ? { ...state, acknowledgement: without(state.acknowledgement, 'news') } : state,
  PagingExhausted: (state, event) =>
    withPaging(state, event.pagingId, (paging) =>
      event.until === undefined
        ? { ...paging, status: 'exhausted' }
        : { ...paging, exhausted: true, acknowledgeBy: event.until },
    ),
  PagingStartedOver: (state, event) =>
    withPaging(state, event.pagingId, (paging) => ({
      ...without(paging, 'silentRounds', 'exhausted'),
      level: 0,
      catchAll: false,
      round: 0,
    })),
  PagingStopped: (state, event) => withPaging(state, event.pagingId, (paging) => ({ ...paging, status: 'stopped' })),
} satisfies SomeApplied;
