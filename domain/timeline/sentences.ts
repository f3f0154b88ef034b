import type { EventOf } from '../incident/events.ts';
import { STAMP_NAMES } from '../incident/stamps.ts';
import { severityNumber } from '../severity/severity.ts';
import { counted, listed, unstopped } from '../words/lists.ts';
import { because, saysWhy } from '../words/reasons.ts';
import { durationOf } from '../words/times.ts';
import { MOST_TITLES, minutesIn, pagedIn, quoted, type Says, titleIn, typed, UNTITLED, wayOf } from './parts.ts';
import { lower, type Teller } from './teller.ts';

/** What Muster itself wrote as a reason is part of the sentence; what a person typed is theirs. */
const reasonOf = ({ commit }: Teller, reason: string): string =>
  commit.actor.kind === 'person' ? `: ${quoted(reason)}` : `: ${unstopped(because(reason))}`;

/** `impact extensive (service tier 1) × urgency critical (alert is critical)` → `tier 1 service, critical alert`. */
const assessed = (reason: string): string => {
  const found = /^impact (\w+) \((.+?)\) × urgency (\w+) \((.+?)\)/.exec(reason);
  if (!found) return reason;
  const [, impact, why, urgency, whyUrgent = ''] = found;
  const where = /^service tier (\d)$/.exec(why ?? '')?.[1];
  const what = /^alert is (\w+)$/.exec(whyUrgent)?.[1];
  const first =
    where === undefined ? (why === 'as stated' ? `${impact} impact, as stated` : why) : `tier ${where} service`;
  const second =
    what === undefined
      ? whyUrgent === 'as stated'
        ? `${urgency} urgency, as stated`
        : `urgency ${whyUrgent}`
      : `${what} alert`;
  return `${first}, ${second}`;
};

/** The levels that were passed before this one, as numbers. */
const levelsPassed = ({ level, passed = 0 }: EventOf<'LevelPaged'>): string =>
  listed(Array.from({ length: passed }, (_, i) => String(level - passed + i)));

/** What has been told, as it is named afterwards. */
const TOLD: Readonly<Record<string, string>> = {
  declared: 'The declaration',
  'severity-changed': 'The change of severity',
  update: 'The update',
  'update-overdue': 'The message that the update is late',
  mitigated: 'The news that it works again',
  resolved: 'The news of its end',
  demoted: 'The news that it is no major incident',
  merged: 'The news of the merge',
  relapsed: 'The news that it is back',
  'review-opened': 'The opening of the review',
  'review-overdue': 'The reminder of the review',
  unanswered: 'The call for help',
};

const audience = (id: string): string => id.replaceAll('-', ' ');

const readersOf = ({ audiences }: Pick<EventOf<'UpdatePosted'>, 'audiences'>): string =>
  audiences === undefined ? 'everybody' : listed(audiences.map(audience));

/** Whom it does not reach, in a sentence of its own. */
const unheardOf = ({ reaches, unheard = [] }: EventOf<'UpdatePosted'>): string => {
  const as = unheard.length === 0 ? '' : ` as ${unheard.map(audience).join(' or ')}`;
  if (reaches?.length === 0) return `. Nothing was sent: nobody follows${as === '' ? ' it' : as}`;
  return as === '' ? '' : `. Nobody follows${as}`;
};

const someOf = (alerts: readonly { readonly title: string }[]): string => {
  const named = alerts.slice(0, MOST_TITLES).map(({ title }) => quoted(title));
  const more = alerts.length - named.length;
  const titles = more > 0 ? `${named.join(', ')} and ${more} more` : listed(named);
  return `The ${alerts.length === 1 ? 'alert' : 'alerts'} ${titles}`;
};

/** Each event as a sentence that is whole by itself: who, what in the past tense, why, by when. */
export const SAYS_IN_ENGLISH: Says = {
  IncidentOpened: (e, t) => {
    const [first] = t.beside('AlertsAttached')?.alerts ?? [];
    const written = e.words && t.words(e.words)?.title;
    const with_ =
      first === undefined ? `: ${quoted(written ?? e.title)}` : ` with the alert ${quoted(written ?? first.title)}`;
    return `${t.who} opened it${with_} on ${t.service(e.serviceId)} (${e.environment}). ${e.severity}: ${assessed(e.assessmentReason)}`;
  },
  AlertsAttached: ({ alerts: [first, ...more] }, t) =>
    more.length === 0
      ? `${t.who} added the alert ${titleIn(t, first ?? UNTITLED)}, ${first?.severity}`
      : `${t.who} added ${more.length + 1} alerts, the first ${titleIn(t, first ?? UNTITLED)}`,
  AlertsWorsened: ({ alerts: [first, ...more] }, t) =>
    more.length === 0
      ? `The alert ${titleIn(t, first ?? UNTITLED)} became ${first?.severity}`
      : `${more.length + 1} alerts became ${first?.severity}, the first ${titleIn(t, first ?? UNTITLED)}`,
  AlertsRecovered: ({ alertIds, because, stillFiring }) => {
    const n = alertIds.length;
    const why = because === undefined ? '' : `: ${because}`;
    const left = `${counted(stillFiring, 'alert is', 'alerts are')} left`;
    if (n === 0) return `A group of alerts recovered; ${stillFiring === 0 ? 'nothing fires any more' : left}`;
    if (stillFiring > 0) return `${counted(n, 'alert')} recovered${why === '' ? '; ' : `${why}; `}${left}`;
    return `${n === 1 ? 'The last alert recovered' : `The last ${n} alerts recovered`}${why}`;
  },
  AlertsFolded: () => "The sender now reports this group's alerts one by one; its summary alert no longer counts",
  AlertsHidden: (e) =>
    `The sender left out ${counted(e.hidden, 'alert')} of ${e.groupKey === undefined ? 'a group' : `the group ${e.groupKey}`}. It counts as over when the sender says so`,
  AlertsReleased: (e) =>
    e.separated
      ? `${counted(e.alertIds.length, 'alert')} went back to ${e.intoNumber}`
      : `${counted(e.alertIds.length, 'alert')} moved to ${e.intoNumber}, which has the alerts of the same group`,
  TitleChanged: (e, t) =>
    `It is called ${titleIn(t, e)} now, after the worst alert that fires; before: ${quoted(e.from)}`,
  AlertsSuppressed: (e, t) =>
    `${someOf(e.alerts)} ${e.alerts.length === 1 ? 'is' : 'are'} held back by ${e.by}: nobody is paged for ${e.alerts.length === 1 ? 'it' : 'them'}${e.until === undefined ? '' : ` before ${t.at(e.until)}`}`,
  SuppressionLifted: (e) =>
    `${someOf(e.alerts)} still ${e.alerts.length === 1 ? 'fires' : 'fire'}, no longer held back by ${e.by}`,
  ServiceChanged: (e, t) =>
    `${t.who} moved it from ${t.service(e.from)} to ${t.service(e.serviceId)}${reasonOf(t, e.reason)}`,
  TriggersEvaluated: ({ evaluation: e }, t) => {
    if (e.ruleId === undefined) return 'No rule makes it a major incident';
    const says = { propose: 'proposes it as', promote: 'makes it', none: 'says that it is not' }[e.action];
    return `The rule "${t.rule(e.ruleId)}" ${says} a major incident`;
  },
  SeverityChanged: (e, t) => {
    if (e.from === e.severity) return `${t.who} assessed it anew, as ${e.severity}${reasonOf(t, e.reason)}`;
    const verb = severityNumber(e.severity) < severityNumber(e.from) ? 'raised' : 'lowered';
    return e.by === 'person'
      ? `${t.who} ${verb} ${e.from} to ${e.severity}: ${quoted(e.reason)}`
      : `Muster ${verb} ${e.from} to ${e.severity}: ${assessed(e.reason)}`;
  },
  CandidateProposed: (e, t) => {
    const asked = t.names(pagedIn(t, 'major-incident-manager'));
    const by = t.at(e.decideBy);
    if (e.promotes)
      return `Muster declares a major incident in a moment${reasonOf(t, e.reason)}; whatever else of one outage begins meanwhile is declared with it`;
    return `${e.ruleId === undefined ? t.who : 'Muster'} proposed a major incident${e.ruleId === undefined ? reasonOf(t, e.reason) : `: ${unstopped(because(e.reason))}`}. ${asked === '' ? `A decision is wanted by ${by}` : `${asked} was asked to decide by ${by}`.replace(/( and .*) was /, '$1 were ')}`;
  },
  CandidateEscalated: (e, t) => {
    const asked = t.names(pagedIn(t, 'major-incident-manager'));
    const after = minutesIn(e.reason);
    const none = `No decision${after === '' ? '' : ` after ${after}`}`;
    return asked === ''
      ? `${none}; wanted by ${t.at(e.decideBy)}`
      : `${none}; Muster asked ${asked} too, by ${t.at(e.decideBy)}`;
  },
  MajorIncidentDeclared: (e, t) => {
    const undecided = /and a (SEV\d) does not wait/.exec(e.reason)?.[1];
    const why = !saysWhy(e.reason)
      ? ''
      : undecided === undefined
        ? reasonOf(t, e.reason)
        : `: ${undecided}, no decision after ${minutesIn(e.reason)}`;
    const impact = e.businessImpact === undefined ? '' : `. Impact: ${quoted(e.businessImpact)}`;
    return `${e.ruleId === undefined ? t.who : 'Muster'} declared a major incident${why}${impact}`;
  },
  CandidateRejected: (e, t) =>
    e.recovered
      ? `The proposal lapsed: ${unstopped(e.reason.replace(/^(resolved before a decision): .*$/s, '$1'))}`
      : t.commit.actor.kind === 'person'
        ? `${t.who} rejected the proposal: ${quoted(e.reason)}`
        : `The proposal lapsed: ${unstopped(e.reason)}`,
  CandidateLapsed: (e, t) => {
    const after = minutesIn(e.reason);
    const told = e.asked === undefined || e.asked.length === 0 ? '' : `. Muster told ${t.names(e.asked)}`;
    return `The proposal lapsed: nobody decided${after === '' ? '' : ` in ${after}`}. New evidence proposes it again${told}`;
  },
  MajorIncidentDemoted: (e, t) => `${t.who} ended the major incident${reasonOf(t, e.reason)}`,
  RoleAssumed: (e, t) => {
    const before = t.commit.events.find((o) => o.type === 'RoleRelinquished' && o.roleId === e.roleId);
    const instead = before?.type === 'RoleRelinquished' ? `, in place of ${t.name(before.personId)}` : '';
    const isOwn = t.commit.actor.kind === 'person' && t.commit.actor.id === e.personId;
    return isOwn
      ? `${t.who} became ${t.role(e.roleId)}${instead}`
      : `${t.who} made ${t.name(e.personId)} ${t.role(e.roleId)}${instead}`;
  },
  RoleRelinquished: (e, t) => `${t.name(e.personId)} was ${t.role(e.roleId)} until then`,
  ResponseOrganised: () => 'Muster asked for the roles of a major incident',
  PagingStarted: (e, t) => `Muster began to page by "${t.policy(e.policyId)}": ${unstopped(e.reason)}`,
  LevelPaged: (e, t) => {
    const names = t.names([...new Set(e.pages.map(({ personId }) => personId))]);
    const due = `answer due by ${t.at(e.acknowledgeBy)}`;
    const nobody = (e.passed ?? 0) === 0 ? '' : `, as nobody is on call at level ${levelsPassed(e)}`;
    if (e.catchAll) {
      const again = e.round > 1 ? ` again (round ${e.round})` : '';
      const silence = e.silent ? 'No message got through' : 'Nobody answered';
      if (e.level === 1 && e.round === 1) return `Muster paged the catch-all: ${names}; ${due}`;
      if (e.passed === e.level - 1) return `Nobody is on call. Muster paged the catch-all: ${names}; ${due}`;
      return `${silence}. Muster paged the catch-all${again}${nobody}: ${names}; ${due}`;
    }
    const started = t.commit.events.find((o) => o.type === 'PagingStarted' && o.pagingId === e.pagingId);
    const by =
      started?.type === 'PagingStarted' ? `${t.policy(started.policyId)}, level ${e.level}` : `level ${e.level}`;
    const news = started?.type === 'PagingStarted' && started.occasion !== undefined ? started.reason : undefined;
    const why = e.reason ?? news?.replace('new since you acknowledged', 'new since it was acknowledged');
    const reason = why === undefined ? '' : `, ${unstopped(why)}`;
    return e.level === 0
      ? `Muster paged ${names} first, who ${e.pages.length === 1 ? 'knows' : 'know'} it${reason}; ${due}`
      : `Muster paged ${names} (${by})${nobody}${reason}; ${due}`;
  },
  ContactFailed: (e, t) =>
    `${t.name(e.personId)} could not be reached by ${wayOf(e.channel)}: ${unstopped(e.reason)}${e.providerDown ? `; ${wayOf(e.channel)} has been failing altogether` : ''}`,
  LevelUnreachable: (e) => `Nobody of level ${e.level} could be reached: Muster paged the next level at once`,
  PageSuperseded: (e, t) =>
    `The page to ${t.name(e.personId)} came ${durationOf(e.ageSeconds)} after it was wanted, too late, and was not sent`,
  PagePassedOn: (e, t) =>
    t.who === t.name(e.personId)
      ? `${t.who} passed it on${typed(e.reason)}`
      : `${t.who} passed it on for ${t.name(e.personId)}${typed(e.reason)}`,
  HelpAsked: (e, t) =>
    `${t.name(e.personId)} asked ${e.of === undefined ? 'whoever is next on call' : t.name(e.of)} for help: ${quoted(e.need)}`,
  PagingHeld: (e, t) => {
    if (e.reason === 'gathering')
      return 'Muster asks for a decision in a moment: services depend on each other here, and one page is to name all that begins now';
    if (e.reason === 'asked-elsewhere')
      return `Whoever was asked about a part of the outage is asked about all of it: the next one is paged at ${t.at(e.until)}`;
    return `Somebody was paged for it a moment ago: Muster pages again at ${t.at(e.until)}, and only if it still fires`;
  },
  PageAcknowledged: (e, t) =>
    t.commit.actor.kind === 'person' && t.commit.actor.id !== e.personId && t.who !== t.name(e.personId)
      ? `${t.who} acknowledged for ${t.name(e.personId)}`
      : `${t.name(e.personId)} acknowledged`,
  AlertsAcknowledged: (e, t) =>
    `${t.name(e.personId)} acknowledged ${counted(e.alertIds.length, 'alert')}; the others wait for an answer`,
  NewsHeld: (e, t) =>
    `New since it was acknowledged: ${listed(e.alerts.map(({ title }) => quoted(title)))}. Muster pages for it at ${t.at(e.until)} if it still fires`,
  NewsRecovered: () => 'What was new since it was acknowledged recovered; nobody was paged for it',
  PagingExhausted: (e, t) =>
    `Nobody answered, the catch-all included. Muster paused paging${e.until === undefined ? '' : ` until ${t.at(e.until)}`}`,
  PagingStartedOver: () => 'Messages get through again: Muster starts over with the first level',
  PagingStopped: (e) =>
    e.reason === 'decided' ? 'Muster stopped asking for a decision' : `Muster stopped paging: ${unstopped(e.reason)}`,
  InvestigationStarted: (_, t) => `${t.who} began to investigate`,
  CauseIdentified: (e, t) => `${t.who} found the cause: ${quoted(e.description)}`,
  UpdatePosted: (e, t) =>
    `${t.who} wrote to ${readersOf(e)}: ${quoted(e.message)}${unheardOf(e)}${e.nextUpdateBy === undefined ? '' : `. Next by ${t.at(e.nextUpdateBy)}`}`,
  UpdateMissed: (e, t) => {
    const to = e.audiences === undefined ? '' : ` to ${listed(e.audiences.map(audience))}`;
    const paged = t.names(pagedIn(t, 'communications-lead'));
    const then = paged === '' ? 'Muster sent a holding message' : `Muster paged ${paged} and sent a holding message`;
    return `The update promised${to} for ${t.at(e.dueBy)} was not sent; ${then}`;
  },
  NoteAdded: (e, t) => {
    if (e.words === undefined) return `${t.who} noted: ${quoted(e.text)}`;
    const note = t.words(e.words)?.note;
    return note === undefined ? `${t.who} added a note` : `${t.who} noted: ${quoted(note)}`;
  },
  StakeholdersTold: (e) => {
    const what = TOLD[e.occasion] ?? `The message (${audience(e.occasion)})`;
    const all = e.reached + e.failed;
    if (e.failed === 0)
      return `${what} reached ${e.reached === 1 ? 'the one' : `all ${e.reached}`} in ${audience(e.audience)}`;
    return e.reached === 0
      ? `${what} has reached nobody in ${audience(e.audience)} yet, of ${all}`
      : `${what} reached ${e.reached} of ${all} in ${audience(e.audience)}`;
  },
  StakeholdersMissed: (e) => {
    const names = listed(e.count > e.names.length ? [...e.names, `${e.count - e.names.length} more`] : e.names);
    const what = TOLD[e.occasion] ?? `The message (${audience(e.occasion)})`;
    return e.after === 'refusal'
      ? `${what} was refused for ${names} in ${audience(e.audience)}, and is not tried again: ${unstopped(e.failure)}`
      : `${what} has failed for ${names} in ${audience(e.audience)} three times, and is tried on: ${unstopped(e.failure)}`;
  },
  IncidentMitigated: (e, t) =>
    `${t.who} reported it ${e.by === 'fix' ? 'fixed' : 'working again by a workaround'}: ${quoted(e.description)}. Watched until ${t.at(e.watchUntil)}`,
  RecoveryWatchExtended: (e, t) =>
    `${counted(e.firing, 'alert still fires', 'alerts still fire')}: Muster watches the recovery until ${t.at(e.watchUntil)}`,
  IncidentQuietened: (e, t) => `Nothing fires any more. It ends at ${t.at(e.until)} if that lasts`,
  IncidentRelapsed: (e) => `It relapsed: ${unstopped(e.reason)}`,
  IncidentResolved: (e, t) =>
    e.automatic ? `It ended: ${lower(unstopped(e.summary))}` : `${t.who} resolved it: ${quoted(e.summary)}`,
  IncidentReopened: (e, t) => `${t.who} reopened it${reasonOf(t, e.reason)}`,
  ReviewOpened: (e, t) =>
    `Muster opened the review, due by ${t.at(e.dueAt)}${e.owner === undefined ? '' : `; ${t.name(e.owner)} owns it`}`,
  ReviewReminded: (e, t) => `The review is overdue; Muster asked for it by ${t.at(e.dueAt)}`,
  ReviewCompleted: (e, t) => `${t.who} completed the review: ${quoted(e.summary)}`,
  IncidentClosed: (e, t) => `${t.who} closed it${typed(e.reason)}`,
  IncidentMerged: (e, t) => `${t.who} merged it into ${e.intoNumber}${typed(e.reason)}`,
  ChildAdopted: (e) =>
    `${e.childNumber} became part of it${e.alerts.length === 0 ? '' : `, with ${counted(e.alerts.length, 'alert')}`}`,
  IncidentSeparated: (e, t) => `${t.who} took its merge into ${e.fromNumber} back${typed(e.reason)}`,
  ChildReleased: (e) => `${e.childNumber} is no part of it any more${typed(e.reason)}`,
  PartJoined: (e, t) =>
    `${e.partNumber} (${t.service(e.serviceId)}) is decided about with it as one outage: ${unstopped(e.reason)}`,
  PartLeft: (e) => `${e.partNumber} is no part of the outage any more: ${unstopped(e.reason)}`,
  OutageJoined: (e) => `It is decided about with ${e.leadNumber} as one outage: ${unstopped(e.reason)}`,
  OutageLeft: (e, t) =>
    t.commit.actor.kind === 'person'
      ? `${t.who} took it out of the outage that ${e.leadNumber} leads${typed(e.reason)}`
      : `It is no part of the outage any more that ${e.leadNumber} leads: ${unstopped(e.reason)}`,
  ParentFollowed: (e) => {
    const was = e.status === 'investigating' ? 'is being investigated' : `was ${e.status}`;
    return `The incident of which it is a part ${was}${typed(e.notes)}`;
  },
  ChangesNoted: (e, t) => {
    const more = e.total - e.changes.length;
    const changes = e.changes.map((c) => `${quoted(c.title)} at ${t.at(c.at)}`).join(', ');
    return `Changed in the ${e.withinHours} h before: ${changes}${more > 0 ? `, and ${more} more` : ''}`;
  },
  ChangeLinked: (e, t) =>
    `${t.who} named as its cause the change of ${t.service(e.change.serviceId)}, ${quoted(e.change.title)} at ${t.at(e.change.at)}${typed(e.reason)}`,
  ChangeUnlinked: (e, t) => `${t.who} took back that ${quoted(e.change.title)} caused it${typed(e.reason)}`,
  StampCorrected: (e, t) =>
    `${t.who} set ${STAMP_NAMES[e.stamp]} to ${t.at(e.at)}, before: ${e.before === undefined ? 'not known' : t.at(e.before)}: ${quoted(e.reason)}`,
};
