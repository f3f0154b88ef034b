import { newMessageId } from '../communication/message-id.ts';
import { type ToldEvent, toldEventOf } from '../communication/told-event.ts';
import type { Occasion } from '../configuration/communications.ts';
import type { Lookup } from '../configuration/lookup.ts';
import { hasRelated } from '../service/dependencies.ts';
import { isMoreSevere, type Severity } from '../severity/severity.ts';
import { NEEDS_A_COMMANDER, WAITS_FOR_A_DECISION } from '../words/reasons.ts';
import type { Commit } from './commit.ts';
import { consequencesOf } from './consequences.ts';
import type { EventOf, IncidentEvent, PagingOccasion, PagingPurpose } from './events.ts';
import { type NoticeJob, noticesOf } from './notices.ts';
import { circumstancesOf, type PageCircumstances, passedOnIn } from './page-facts.ts';
import { type IncidentState, needsIncidentProcess, type Paging } from './state.ts';
import { isTold, plansFor } from './who-is-told.ts';

/** One page to one person by one of that person's contact methods. Holds all that a page says, so that sending reads nothing. */
export interface PageJob {
  readonly incidentId: string;
  readonly pagingId: string;
  readonly pageId: string;
  readonly personId: string;
  readonly level: number;
  readonly catchAll: boolean;
  readonly purpose: PagingPurpose;
  /** Which of the person's contact methods, in their order. */
  readonly contactIndex: number;
  /** 1 for the first try by this contact method. */
  readonly attempt: number;
  readonly number: string;
  readonly title: string;
  readonly severity: Severity;
  readonly serviceId: string;
  readonly environment: string;
  readonly reason: string;
  /** What it is about, where that is not the beginning of an incident. */
  readonly occasion?: PagingOccasion;
  /** When the page was decided. */
  readonly pagedAt: string;
  readonly acknowledgeBy: string;
  /** Absent in jobs of an earlier version: the page says less then. */
  readonly about?: PageCircumstances;
  /** Somebody asked for it to see that pages reach them: there is no incident, nobody waits for it, and nobody else is asked. */
  readonly isTest?: true;
}

/** One message to one audience, about one event. */
export interface CommunicationJob {
  readonly incidentId: string;
  /** The commit and the event in it that the message is about; the message shows the incident as it was then. */
  readonly seq: number;
  readonly eventIndex: number;
  readonly occasion: Occasion;
  readonly planId: string;
  /** Absent in jobs that an earlier version made, whose message has another id. */
  readonly messageId?: string;
  /** What it says and shows. Absent in jobs of the ledger and of an earlier version: they read it from the commits. */
  readonly told?: ToldEvent;
  /** How many the timeline says were reached and not reached, when others are still to be tried again. */
  readonly recorded?: { readonly reached: number; readonly failed: number };
}

/** What has to happen outside because of a commit. Each is idempotent under its own key, so all may be repeated. */
export type Effect =
  | { readonly kind: 'page'; readonly job: PageJob }
  | { readonly kind: 'notify'; readonly job: NoticeJob }
  | { readonly kind: 'acknowledge-deliveries'; readonly incidentId: string; readonly pageIds: readonly string[] }
  | { readonly kind: 'communicate'; readonly job: CommunicationJob }
  | { readonly kind: 'run-paging'; readonly incidentId: string; readonly pagingId: string }
  | { readonly kind: 'run-major-incident'; readonly incidentId: string }
  | { readonly kind: 'wake'; readonly incidentId: string; readonly seq: number }
  | { readonly kind: 'note-changes'; readonly incidentId: string }
  /** Whoever ends an incident ends the alerts that still keep it open: their next firing is a new one, and pages. */
  | { readonly kind: 'end-alerts'; readonly incidentId: string; readonly at: string }
  | { readonly kind: 'adopt-child'; readonly parentId: string; readonly childId: string }
  | { readonly kind: 'undo-merge'; readonly parentId: string; readonly childId: string; readonly reason: string }
  /** Whatever else has begun of one outage is proposed with it as one. */
  | { readonly kind: 'gather-outage'; readonly incidentId: string }
  /** A part of an outage has changed: the incident that leads it is told. */
  | { readonly kind: 'tell-lead'; readonly incidentId: string; readonly leadId: string }
  /** A lead and a part of it: the other one is to say so, too. */
  | { readonly kind: 'confirm-part'; readonly leadId: string; readonly partId: string }
  | { readonly kind: 'leave-outage'; readonly partId: string; readonly leadId: string; readonly reason: string }
  | {
      readonly kind: 'drop-part';
      readonly leadId: string;
      readonly partId: string;
      readonly reason: string;
      /** A person took it out. */
      readonly taken?: true | undefined;
    }
  | {
      readonly kind: 'tell-children';
      readonly incidentId: string;
      readonly seq: number;
      readonly children: readonly string[];
      readonly status: string;
      readonly notes?: string;
    };

const whyNext = (
  { level, pagingId }: EventOf<'LevelPaged'>,
  commit: Commit,
  { major, pagings }: IncidentState,
): string => {
  const { events } = commit;
  if (events.some((e) => e.type === 'PagingStartedOver' && e.pagingId === pagingId))
    return 'messages get through again that did not';
  if (passedOnIn(commit, pagingId)) return 'it was passed on';
  // It was held until now.
  if (pagings[pagingId]?.purpose === 'major-incident-manager' && level <= 1)
    return major === 'accepted' ? NEEDS_A_COMMANDER : WAITS_FOR_A_DECISION;
  const before = level <= 1 ? 'whoever is engaged' : `level ${level - 1}`;
  if (events.some((e) => e.type === 'LevelUnreachable' && e.pagingId === pagingId))
    return level <= 1 ? `${before} cannot be reached` : `nobody of ${before} can be reached`;
  return level <= 1 ? `${before} has not answered` : `nobody acknowledged ${before}`;
};

/** A level that is paged again tells of news, whatever its paging was begun for. */
const occasionOf = ({ reason }: EventOf<'LevelPaged'>, paging: Paging | undefined): PagingOccasion | undefined =>
  reason === undefined ? paging?.occasion : 'news';

/** The pages of a commit: what the fast path sends at once and the guaranteed path repeats. */
export const pagesOf = (state: IncidentState, commit: Commit): PageJob[] =>
  commit.events
    .filter((e): e is EventOf<'LevelPaged'> => e.type === 'LevelPaged')
    .flatMap((event) => {
      const paging = state.pagings[event.pagingId];
      const started = commit.events.find((e) => e.type === 'PagingStarted' && e.pagingId === event.pagingId);
      const occasion = occasionOf(event, paging);
      const about = circumstancesOf(state, paging, commit);
      return event.pages.map((page) => ({
        incidentId: commit.incidentId,
        pagingId: event.pagingId,
        pageId: page.pageId,
        personId: page.personId,
        level: event.level,
        catchAll: event.catchAll,
        purpose: paging?.purpose ?? 'resolver',
        contactIndex: 0,
        attempt: 1,
        number: state.number,
        title: state.title,
        severity: state.severity,
        serviceId: state.serviceId,
        environment: state.environment,
        reason: event.reason ?? (started?.type === 'PagingStarted' ? started.reason : whyNext(event, commit, state)),
        ...(occasion === undefined ? {} : { occasion }),
        pagedAt: commit.at,
        acknowledgeBy: event.acknowledgeBy,
        about,
      }));
    });

/** Whom an event is for; everybody where undefined. */
const audiencesOf = (event: IncidentEvent): readonly string[] | undefined =>
  event.type === 'UpdatePosted' || event.type === 'UpdateMissed' ? event.audiences : undefined;

/** What an event asks for whomever its own fields name. */
const effectsNamedIn = (event: IncidentEvent, { incidentId, pagings, partOf, parts }: IncidentState): Effect[] => {
  if (event.type === 'PagingStarted') return [{ kind: 'run-paging', incidentId, pagingId: event.pagingId }];
  if (event.type === 'IncidentMerged') return [{ kind: 'adopt-child', parentId: event.into, childId: incidentId }];
  if (event.type === 'IncidentSeparated')
    return [{ kind: 'undo-merge', parentId: event.from, childId: incidentId, reason: event.reason }];
  if (event.type === 'PartJoined') return [{ kind: 'confirm-part', leadId: incidentId, partId: event.partId }];
  if (event.type === 'OutageJoined') return [{ kind: 'confirm-part', leadId: event.leadId, partId: incidentId }];
  if (event.type === 'PartLeft')
    return [{ kind: 'leave-outage', partId: event.partId, leadId: incidentId, reason: event.reason }];
  if (event.type === 'OutageLeft')
    return [{ kind: 'drop-part', leadId: event.leadId, partId: incidentId, reason: event.reason, taken: event.taken }];
  // What leads is as bad as the worst of what is left of it.
  if (event.type === 'SeverityChanged' && parts && isMoreSevere(event.from, event.severity))
    return parts.map((part) => ({ kind: 'tell-lead', incidentId: part.incidentId, leadId: incidentId }));
  const concernsLead =
    event.type === 'SeverityChanged' || (event.type === 'TriggersEvaluated' && event.evaluation.action === 'promote');
  if (concernsLead && partOf) return [{ kind: 'tell-lead', incidentId, leadId: partOf.incidentId }];
  if (event.type !== 'PageAcknowledged') return [];
  const pages = pagings[event.pagingId]?.pages.filter(({ personId }) => personId === event.personId) ?? [];
  if (pages.length === 0) return [];
  return [{ kind: 'acknowledge-deliveries', incidentId, pageIds: pages.map(({ pageId }) => pageId) }];
};

const BEGINS_OUTAGE: ReadonlySet<IncidentEvent['type']> = new Set([
  'IncidentOpened',
  'CandidateProposed',
  'MajorIncidentDeclared',
]);

/** It began, or is asked about, and other services depend on its own or it on others. */
const mayBeginOutage = (state: IncidentState, { events }: Commit, lookup: Lookup): boolean =>
  lookup.configuration.outage.withinSeconds > 0 &&
  events.some(({ type }) => BEGINS_OUTAGE.has(type)) &&
  hasRelated(lookup, state.serviceId);

/**
 * @param state the incident as of this commit
 */
export const effectsOf = (state: IncidentState, commit: Commit, lookup: Lookup): Effect[] => {
  const { incidentId, seq } = commit;
  const effects: Effect[] = pagesOf(state, commit).map((job) => ({ kind: 'page', job }));
  commit.events.forEach((event, eventIndex) => {
    const { tells, childrenBecome } = consequencesOf(event);
    if (tells && isTold(state, tells)) {
      const occasion = tells;
      for (const plan of plansFor(state, occasion, commit.at, lookup, audiencesOf(event))) {
        const job = { incidentId, seq, eventIndex, occasion, planId: plan.id };
        const messageId = newMessageId(job);
        effects.push({
          kind: 'communicate',
          job: { ...job, messageId, told: toldEventOf(state, commit, event) },
        });
      }
    }
    if (childrenBecome && state.children.length > 0) {
      effects.push({
        kind: 'tell-children',
        incidentId,
        seq,
        children: state.children.map((c) => c.incidentId),
        status: childrenBecome,
        notes: event.type === 'IncidentResolved' ? event.summary : undefined,
      });
    }
    effects.push(...effectsNamedIn(event, state));
  });
  if (mayBeginOutage(state, commit, lookup)) effects.push({ kind: 'gather-outage', incidentId });
  const follows = commit.events.map(consequencesOf);
  if (follows.some(({ startsProcess }) => startsProcess) && needsIncidentProcess(state)) {
    effects.push({ kind: 'run-major-incident', incidentId });
  }
  if (follows.some(({ wakes }) => wakes)) effects.push({ kind: 'wake', incidentId, seq });
  const { ended } = state.alerts;
  if (follows.some(({ endsAlerts }) => endsAlerts) && ended?.seq === seq && ended.firing > 0) {
    effects.push({ kind: 'end-alerts', incidentId, at: commit.at });
  }
  for (const job of noticesOf(state, commit)) effects.push({ kind: 'notify', job });
  // Last: nobody waits for it, and it reads a store.
  if (commit.events.some((e) => e.type === 'IncidentOpened')) effects.push({ kind: 'note-changes', incidentId });
  return effects;
};
