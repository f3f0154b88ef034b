import type { AlertReference } from '../alert/alert.ts';
import { toIso } from '../instant/instant.ts';
import { isMoreSevere } from '../severity/severity.ts';
import { NO_ALERTS } from './alerts-held.ts';
import type { Commit } from './commit.ts';
import type { EventOf, IncidentEvent } from './events.ts';
import { alertsApplied } from './evolve/alerts.ts';
import { type Applied, type Happened, without } from './evolve/applied.ts';
import { majorApplied } from './evolve/major.ts';
import { outageApplied } from './evolve/outage.ts';
import { pagingApplied } from './evolve/paging.ts';
import { workApplied } from './evolve/work.ts';
import { type IncidentState, isUnresolved, RECENT_COMMANDS, STATE_VERSION } from './state.ts';

const APPLY: Applied<Exclude<IncidentEvent['type'], 'IncidentOpened'>> = {
  ...alertsApplied,
  ...majorApplied,
  ...outageApplied,
  ...pagingApplied,
  ...workApplied,
};

/** Whoever is told of a major incident is told how it ends, also when it has become less by then. */
const withTold = (state: IncidentState): IncidentState => {
  if (state.major !== 'accepted') return state;
  const { told } = state;
  const isWorse = told === undefined || isMoreSevere(state.severity, told.severity);
  const isWider = told === undefined || state.affectedServices.some((id) => !told.services.includes(id));
  if (!isWorse && !isWider) return state;
  const services = [...new Set([...(told?.services ?? []), ...state.affectedServices])];
  return { ...state, told: { severity: isWorse ? state.severity : told.severity, services } };
};

const firstState = (event: EventOf<'IncidentOpened'>, commit: Commit): IncidentState => ({
  version: STATE_VERSION,
  incidentId: commit.incidentId,
  seq: 0,
  hash: '',
  number: event.number,
  title: event.title,
  description: event.description,
  words: event.words,
  category: event.category,
  subcategory: event.subcategory,
  status: 'open',
  major: 'none',
  serviceId: event.serviceId,
  affectedServices: [event.serviceId],
  affectedUsers: event.affectedUsers,
  labels: event.labels ?? {},
  environment: event.environment,
  origin: event.origin,
  impact: event.impact,
  urgency: event.urgency,
  severity: event.severity,
  severityReason: event.assessmentReason,
  severityBy: 'rules',
  alerts: NO_ALERTS,
  firing: 0,
  organised: false,
  roles: {},
  pagings: {},
  children: [],
  relapses: 0,
  stamps: {
    ...(event.impactStartedAt ? { impactStarted: { at: event.impactStartedAt, by: commit.actor } } : {}),
    detected: { at: event.detectedAt, by: commit.actor },
  },
  openedAt: commit.at,
  updatedAt: commit.at,
  recentCommands: [],
});

/** Applies one event. Total: an event that no longer fits changes nothing. */
export const evolve = (state: IncidentState | undefined, event: IncidentEvent, commit: Commit): IncidentState => {
  if (event.type === 'IncidentOpened') return state ?? firstState(event, commit);
  if (!state) throw new Error(`the chain of ${commit.incidentId} does not begin with IncidentOpened`);
  // The table is exhaustive by its type; TypeScript cannot follow the key and its event together.
  const next = withTold((APPLY[event.type] as Happened<typeof event.type>)(state, event as never, commit));
  // What fires again has not recovered, and what is over waits for nothing.
  return next.quiet && (next.firing > 0 || !isUnresolved(next) || next.major === 'accepted')
    ? without(next, 'quiet')
    : next;
};

/** Folds one commit. */
export const applyCommit = (state: IncidentState | undefined, commit: Commit): IncidentState => {
  let next = state;
  for (const event of commit.events) next = evolve(next, event, commit);
  if (!next) throw new Error(`commit ${commit.seq} of ${commit.incidentId} holds no event to begin with`);
  return {
    ...next,
    ...(next.acknowledgement && commit.actor.kind === 'person'
      ? { acknowledgement: { ...next.acknowledgement, progressAt: commit.at } }
      : {}),
    seq: commit.seq,
    hash: commit.hash,
    updatedAt: commit.at,
    // Only people repeat a command by hand; alert traffic must not push their keys out.
    recentCommands:
      commit.actor.kind === 'person'
        ? [
            ...next.recentCommands.slice(-(RECENT_COMMANDS - 1)),
            { commandId: commit.commandId, seq: commit.seq, requestHash: commit.requestHash },
          ]
        : next.recentCommands,
  };
};

/** The state after these commits, continuing from a snapshot where one is given. */
export const foldCommits = (commits: readonly Commit[], from?: IncidentState): IncidentState | undefined =>
  commits.reduce<IncidentState | undefined>(applyCommit, from);

/** When the first of these alerts began, as an ISO instant; the fallback where there are none. */
export const earliestOf = (alerts: readonly AlertReference[], fallback: string): string =>
  alerts.length === 0 ? fallback : toIso(Math.min(...alerts.map((a) => a.occurredAt)));
