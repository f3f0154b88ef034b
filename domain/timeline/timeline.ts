import { CHANNEL_NAMES, CHANNELS, type ChannelName } from '../channel/index.ts';
import type { Lookup } from '../configuration/lookup.ts';
import type { Actor, Commit } from '../incident/commit.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';

/** One line of the record, in plain words, with the event it says. */
export interface TimelineEntry {
  readonly at: string;
  readonly seq: number;
  readonly index: number;
  /** The event's type. */
  readonly kind: IncidentEvent['type'];
  readonly actor: Actor;
  readonly actorName: string;
  readonly text: string;
  readonly event: IncidentEvent;
}

type Says = {
  readonly [T in IncidentEvent['type']]: (
    event: EventOf<T>,
    name: (personId: string) => string,
    service: (id: string) => string,
  ) => string;
};

const plural = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

const wayOf = (channel: string): string =>
  CHANNEL_NAMES.includes(channel as ChannelName) ? CHANNELS[channel as ChannelName].title : channel;

/** Whom an update did not reach. */
const unheardOf = ({ reaches, unheard = [] }: EventOf<'UpdatePosted'>): string => {
  const as = unheard.map((audience) => audience.replaceAll('-', ' ')).join(' or ');
  if (reaches?.length === 0) return `; nothing was sent: nobody follows${as === '' ? ' it' : ` as ${as}`}`;
  return as === '' ? '' : `; nobody follows as ${as}`;
};

const SAYS: Says = {
  IncidentOpened: (e, _n, service) =>
    `${e.number} opened: ${e.title} — ${e.severity} on ${service(e.serviceId)} (${e.environment}): ${e.assessmentReason}`,
  AlertsAttached: (e) =>
    e.alerts.length === 1
      ? `Alert attached: ${e.alerts[0]?.title} (${e.alerts[0]?.severity})`
      : `${e.alerts.length} alerts attached, first: ${e.alerts[0]?.title}`,
  AlertsWorsened: (e) =>
    `${plural(e.alerts.length, 'alert')} worsened to ${e.alerts[0]?.severity}: ${e.alerts[0]?.title}`,
  AlertsRecovered: (e) =>
    `${e.alertIds.length === 0 ? 'A group of alerts' : plural(e.alertIds.length, 'alert')} recovered${e.stillFiring > 0 ? `, ${e.stillFiring} still firing` : '; none is firing any more'}`,
  AlertsFolded: () =>
    'The sender tells of the alerts of this group one by one: its alert for the whole group is not counted',
  AlertsHidden: (e) =>
    `There is more than is listed: the sender left ${plural(e.hidden, 'alert')} out of ${e.groupKey === undefined ? 'a group' : `the group ${e.groupKey}`}; the incident ends when it says that the group is over`,
  AlertsReleased: (e) =>
    `${plural(e.alertIds.length, 'alert')} moved to ${e.intoNumber}, which has the alerts of the same group`,
  ServiceChanged: (e, _n, service) => `Now on ${service(e.serviceId)} instead of ${service(e.from)}: ${e.reason}`,
  TriggersEvaluated: ({ evaluation: e }) => {
    const near = e.nearMisses.length > 0 ? `; near misses: ${e.nearMisses.map((m) => m.ruleId).join(', ')}` : '';
    return e.ruleId
      ? `Rule ${e.ruleId} (rules ${e.ruleSetVersion}) says ${e.action}: ${e.matched.map((m) => `${m.condition.fact} is ${m.actual}`).join(', ')}${near}`
      : `No trigger rule (rules ${e.ruleSetVersion}) matched${near}`;
  },
  SeverityChanged: (e) =>
    `Severity changed from ${e.from} to ${e.severity} by ${e.by === 'person' ? 'hand' : 'rule'}: ${e.reason}`,
  CandidateProposed: (e) => `Proposed as a major incident: ${e.reason}; decision wanted by ${e.decideBy}`,
  CandidateEscalated: (e) => `Candidate escalated (${e.step}): ${e.reason}`,
  MajorIncidentDeclared: (e) =>
    `Major incident declared: ${e.reason}${e.businessImpact ? ` — business impact: ${e.businessImpact}` : ''}`,
  CandidateRejected: (e) => `Candidate rejected: ${e.reason}`,
  MajorIncidentDemoted: (e) => `No longer a major incident: ${e.reason}`,
  RoleAssumed: (e, name) => `${name(e.personId)} is ${e.roleId.replaceAll('-', ' ')}`,
  RoleRelinquished: (e, name) => `${name(e.personId)} hands over ${e.roleId.replaceAll('-', ' ')}`,
  ResponseOrganised: () => 'Response organised',
  PagingStarted: (e) => `Paging started (${e.purpose.replaceAll('-', ' ')}, policy ${e.policyId}): ${e.reason}`,
  LevelPaged: (e, name) =>
    `${e.catchAll ? `Catch-all paged (round ${e.round})` : `Level ${e.level} paged`}: ${e.pages.map((p) => name(p.personId)).join(', ')}; acknowledge by ${e.acknowledgeBy}`,
  ContactFailed: (e, name) =>
    `${name(e.personId)} could not be reached by ${wayOf(e.channel)}: ${e.reason}${e.providerDown ? `; ${wayOf(e.channel)} has been failing altogether` : ''}`,
  LevelUnreachable: (e) => `Nobody of level ${e.level} can be reached: the next level is paged at once`,
  PageSuperseded: (e, name) =>
    `The page to ${name(e.personId)} came ${e.ageSeconds} s after it was wanted, too late, and was not sent`,
  PagingHeld: (e) => `Paged a moment ago: nobody is paged again before ${e.until}, and then only if it still fires`,
  PageAcknowledged: (e, name) => `${name(e.personId)} acknowledged`,
  PagingExhausted: () => 'Nobody acknowledged, the catch-all included: paging is exhausted',
  PagingStopped: (e) => `Paging stopped: ${e.reason}`,
  InvestigationStarted: () => 'Investigation started',
  CauseIdentified: (e) => `Cause identified: ${e.description}`,
  UpdatePosted: (e) =>
    `Update: ${e.message}${e.nextUpdateBy ? ` (next update by ${e.nextUpdateBy})` : ''}${unheardOf(e)}`,
  UpdateMissed: (e) =>
    `The update promised${e.audiences ? ` to ${e.audiences.join(' and ')}` : ''} by ${e.dueBy} was not posted`,
  NoteAdded: (e) => `Note: ${e.text}`,
  StakeholdersTold: (e) =>
    `Told ${e.audience} (${e.occasion}): ${e.reached} reached${e.failed > 0 ? `, ${e.failed} not reached` : ''}`,
  IncidentMitigated: (e) => `Mitigated by ${e.by}: ${e.description}; recovery watched until ${e.watchUntil}`,
  RecoveryWatchExtended: (e) => `${plural(e.firing, 'alert')} still firing: recovery watched until ${e.watchUntil}`,
  IncidentRelapsed: (e) => `Relapse: ${e.reason}`,
  IncidentResolved: (e) => `Resolved${e.automatic ? ' automatically' : ''}: ${e.summary}`,
  IncidentReopened: (e) => `Reopened: ${e.reason}`,
  ReviewOpened: (e, name) => `Review opened, due ${e.dueAt}${e.owner ? `, owner ${name(e.owner)}` : ''}`,
  ReviewReminded: (e) => `Review overdue; expected by ${e.dueAt}`,
  ReviewCompleted: (e) => `Review completed: ${e.summary}`,
  IncidentClosed: (e) => `Closed${e.reason ? `: ${e.reason}` : ''}`,
  IncidentMerged: (e) => `Merged into ${e.intoNumber}${e.reason ? `: ${e.reason}` : ''}`,
  ChildAdopted: (e) =>
    `${e.childNumber} was merged into this incident${e.alerts.length > 0 ? ` with ${plural(e.alerts.length, 'alert')}` : ''}`,
  ParentFollowed: (e) => `The parent incident is now ${e.status}${e.notes ? `: ${e.notes}` : ''}`,
  ChangesNoted: (e) =>
    `Recent changes: ${e.changes.map((c) => `${c.title} (${c.at})`).join('; ')}${e.total > e.changes.length ? `; and ${e.total - e.changes.length} more` : ''}`,
  ChangeLinked: (e, _n, service) =>
    `Caused by a change of ${service(e.change.serviceId)}: ${e.change.title} (${e.change.at})${e.reason ? ` — ${e.reason}` : ''}`,
  ChangeUnlinked: (e) => `Not caused by ${e.change.title} (${e.change.at})${e.reason ? `: ${e.reason}` : ''}`,
  StampCorrected: (e) => `${e.stamp} corrected to ${e.at}: ${e.reason}`,
};

const actorName = (actor: Actor, name: (id: string) => string): string => {
  switch (actor.kind) {
    case 'person':
      return actor.name ?? name(actor.id);
    case 'integration':
      return `integration ${actor.id}`;
    case 'clock':
      return `clock (${actor.id})`;
    case 'rule':
      return `rule ${actor.id}`;
    default:
      return `Muster (${actor.id})`;
  }
};

/** What a commit says, one entry per event, in order. */
export const timelineOf = (commit: Commit, lookup: Lookup): TimelineEntry[] => {
  const name = (id: string): string => lookup.person(id)?.name ?? id;
  const service = (id: string): string => lookup.service(id)?.name ?? id;
  return commit.events.map((event, index) => ({
    at: commit.at,
    seq: commit.seq,
    index,
    kind: event.type,
    actor: commit.actor,
    actorName: actorName(commit.actor, name),
    text: (SAYS[event.type] as (e: IncidentEvent, n: typeof name, s: typeof service) => string)(event, name, service),
    event,
  }));
};
