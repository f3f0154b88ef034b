import type { Alert } from '../../domain/alert/alert.ts';
import { shownIncidentOf } from '../../domain/communication/shown-incident.ts';
import { toldEventOf } from '../../domain/communication/told-event.ts';
import type { Stakeholder } from '../../domain/configuration/communications.ts';
import { type Lookup, personName } from '../../domain/configuration/lookup.ts';
import type { Person } from '../../domain/configuration/people.ts';
import type { Commit } from '../../domain/incident/commit.ts';
import { consequencesOf } from '../../domain/incident/consequences.ts';
import { nextLevelOf } from '../../domain/incident/decide/escalation.ts';
import type { IncidentEvent } from '../../domain/incident/events.ts';
import { applyCommit } from '../../domain/incident/evolve.ts';
import { promisesOf, promiseTo } from '../../domain/incident/promised-updates.ts';
import { type IncidentState, isEnded, isUnresolved } from '../../domain/incident/state.ts';
import { whoHasIt } from '../../domain/incident/who-has-it.ts';
import { isTold } from '../../domain/incident/who-is-told.ts';
import { type Iso, toIso, toMs } from '../../domain/instant/instant.ts';
import { aboutReader, isAbout, parseShortLink } from '../../domain/link/short-link.ts';
import { peopleOf } from '../../domain/rota/kept-shifts.ts';
import { sealedIn } from '../../domain/stream/personal.ts';
import { TIMELINE_IN_GERMAN } from '../../domain/timeline/sentences-in-german.ts';
import { actorName } from '../../domain/timeline/teller.ts';
import { type TimelineEntry, type TimelineLanguage, timelineOf } from '../../domain/timeline/timeline.ts';
import type { Language, Reader } from '../../domain/words/reader.ts';
import { roleNameIn } from '../../domain/words/roles.ts';
import { stakeholderLetterOf } from '../../domain/words/stakeholder-letter.ts';
import type { Ports } from '../../ports/ports.ts';
import { loadIncident, stateAt } from '../incident/load-incident.ts';
import { readWords, showWords, showWordsOf, withReporter } from '../personal/read-words.ts';
import { type LinkedPage, lookAtLink } from './acknowledge-by-link.ts';
import { expiredLink, invalidLink } from './links.ts';
import { readerOf } from './reader-of.ts';
import { servicesFor } from './stakeholder-message.ts';

/** How many commits back the page of an incident looks. */
const COMMITS = 60;
const ALERTS = 5;

/** Whoever follows an incident may look at it as long as it goes on, and a month after. */
const READABLE_AFTER_END_MS = 30 * 86_400_000;

/** What somebody who was paged sees. */
export interface ResponderView extends LinkedPage {
  readonly kind: 'responder';
  readonly organisation: string;
  readonly reader: Reader;
  readonly now: number;
  /** The newest first. */
  readonly timeline: readonly TimelineEntry[];
  readonly alerts: readonly Alert[];
  readonly runbook?: string | undefined;
  readonly commander?: string | undefined;
  readonly engaged?: string | undefined;
  /** The page asks for a decision about a candidate. */
  readonly decides: boolean;
  /** What became of the last proposal of it, and by whose hand. */
  readonly decision?:
    | { readonly what: 'declared' | 'rejected' | 'lapsed'; readonly by: string; readonly at: string }
    | undefined;
  /** What they are in it, with the tasks of each. */
  readonly roles: readonly { readonly id: string; readonly title: string; readonly tasks: readonly string[] }[];
  /** Who else works for the service or leads: whoever may be asked, or given a role. */
  readonly others: readonly Pick<Person, 'id' | 'name'>[];
  /** Who is paged when they pass it on; undefined where they cannot. */
  readonly passesTo?: readonly string[] | undefined;
  /** Something can be done from here; and help be asked for. */
  readonly acts: boolean;
  readonly helps: boolean;
}

/** One thing that this reader's audience was told. */
export interface ToldLine {
  readonly at: string;
  readonly headline: string;
  readonly lead: string;
}

/** What somebody sees who is kept informed. */
export interface ReaderView {
  readonly kind: 'reader';
  readonly organisation: string;
  readonly contact?: string | undefined;
  readonly audience: string;
  readonly reader: Reader;
  readonly now: number;
  readonly incident: IncidentState;
  readonly services: readonly string[];
  readonly nextBy?: string | undefined;
  /** The newest first. */
  readonly told: readonly ToldLine[];
}

/** In which language the record is told to whom. */
const TIMELINES: Readonly<Record<Language, TimelineLanguage | undefined>> = { en: undefined, de: TIMELINE_IN_GERMAN };

/** What became of the last proposal, as the newest commits say. */
const decisionIn = (commits: readonly Commit[], lookup: Lookup): ResponderView['decision'] => {
  for (const commit of commits.toReversed()) {
    for (const { type } of commit.events) {
      const what = DECIDED_BY[type];
      if (what !== undefined) return { what, by: actorName(commit.actor, lookup), at: commit.at };
    }
  }
  return undefined;
};

const DECIDED_BY: Readonly<Partial<Record<IncidentEvent['type'], 'declared' | 'rejected' | 'lapsed'>>> = {
  MajorIncidentDeclared: 'declared',
  CandidateRejected: 'rejected',
  CandidateLapsed: 'lapsed',
};

/** Who else works for the service, or leads. */
const othersThan = (
  { id }: Person,
  { serviceId }: IncidentState,
  lookup: Lookup,
  now: Iso,
): ResponderView['others'] => {
  const { configuration } = lookup;
  const service = lookup.service(serviceId);
  const policies = [service?.escalationPolicy, configuration.majorIncidentManagers, configuration.communicationsLeads];
  const ids = [
    ...(lookup.team(service?.team ?? '')?.members ?? []),
    ...policies.flatMap(
      (policy) => lookup.policy(policy ?? '')?.levels.flatMap((level) => peopleOf(level, lookup, now)) ?? [],
    ),
    ...configuration.catchAll.people,
  ];
  return [...new Set(ids)].filter((other) => other !== id).flatMap((other) => lookup.person(other) ?? []);
};

/** Who comes after them, where they are being asked and somebody does. */
const passesTo = ({ paging, person, situation }: LinkedPage, lookup: Lookup, now: Iso): string[] | undefined => {
  if (situation !== 'waiting' || !paging || paging.catchAll) return undefined;
  if (!paging.pages.some(({ level, personId }) => level === paging.level && personId === person.id)) return undefined;
  const next = nextLevelOf(lookup.policy(paging.policyId), paging.level, paging.round, lookup, now);
  return next.kind === 'exhausted' ? undefined : next.people.map((id) => personName(lookup, id));
};

const newestCommits = ({ stores }: Pick<Ports, 'stores'>, { incidentId, seq }: IncidentState) =>
  stores.commits.read(incidentId, Math.max(0, seq - COMMITS));

/**
 * What the link of a page shows to whoever was paged.
 *
 * @throws DomainError as `lookAtLink`
 */
export const viewForResponder = async (ports: Ports, linked: LinkedPage): Promise<ResponderView> => {
  const lookup = await ports.inForce();
  const { incident, person, paging } = linked;
  const reader = readerOf(lookup, person);
  const now = ports.clock.now();
  const [commits, alerts, shown] = await Promise.all([
    newestCommits(ports, incident),
    ports.stores.alerts.ofIncident(incident.incidentId, { limit: ALERTS }),
    showWordsOf(ports, incident),
  ]);
  const words = await readWords(
    ports,
    commits.flatMap(({ events }) => sealedIn(events)),
  );
  const name = (id: string | undefined): string | undefined => (id === undefined ? undefined : personName(lookup, id));
  return {
    ...linked,
    incident: withReporter(shown, lookup),
    kind: 'responder',
    organisation: lookup.configuration.organisation.name,
    reader,
    now,
    timeline: commits
      .flatMap((commit) => timelineOf(commit, lookup, reader, words, TIMELINES[reader.language]))
      .filter(({ folded }) => !folded)
      .toReversed(),
    alerts: await showWords(ports, alerts.items),
    runbook: lookup.service(incident.serviceId)?.runbook,
    commander: name(shownIncidentOf(incident).commanderId),
    engaged: name(whoHasIt(incident)?.personId),
    decides: paging?.purpose === 'major-incident-manager' && incident.major === 'candidate' && !isEnded(incident),
    decision: decisionIn(commits, lookup),
    roles: lookup.configuration.roles
      .filter(({ id }) => incident.roles[id]?.personId === person.id)
      .map((role) => ({ ...role, title: reader.language === 'en' ? role.title : roleNameIn(reader.language, role) })),
    others: othersThan(person, incident, lookup, toIso(now)),
    passesTo: passesTo(linked, lookup, toIso(now)),
    acts: !isEnded(incident),
    helps: isUnresolved(incident),
  };
};

interface Recipient {
  readonly id: string;
  readonly audience: string;
  readonly stakeholder?: Stakeholder;
}

const recipientsIn = ({ configuration }: Lookup): Recipient[] => [
  ...configuration.stakeholders.map((stakeholder) => ({
    id: stakeholder.id,
    audience: stakeholder.audience,
    stakeholder,
  })),
  ...configuration.communicationPlans.flatMap(({ topic, audience }) =>
    topic === undefined ? [] : [{ id: `topic:${topic}`, audience }],
  ),
];

/** What the audience was told, as it was told, from what the newest commits say. */
const toldTo = async (
  ports: Ports,
  lookup: Lookup,
  incident: IncidentState,
  audience: Stakeholder['audience'],
  reader: Reader,
): Promise<ToldLine[]> => {
  const commits = await newestCommits(ports, incident);
  const first = commits[0]?.seq ?? 1;
  let state = first > 1 ? await stateAt(ports, incident.incidentId, first - 1) : undefined;
  const lines: ToldLine[] = [];
  for (const commit of commits) {
    state = applyCommit(state, commit);
    for (const event of commit.events) {
      const occasion = consequencesOf(event).tells;
      if (!occasion || !isTold(state, occasion)) continue;
      if (
        (event.type === 'UpdatePosted' || event.type === 'UpdateMissed') &&
        event.audiences?.includes(audience) === false
      )
        continue;
      const told = toldEventOf(state, commit, event);
      const called = told.incident.words ? { ...told.incident, title: incident.title } : told.incident;
      const letter = stakeholderLetterOf({
        ...told,
        incident: called,
        occasion,
        audience,
        services: servicesFor(lookup, told, audience),
        name: (id) => personName(lookup, id),
        // Nothing is promised by what is over; the next message stands at the head of the page.
        nextBy: commit.at,
        reader,
        now: ports.clock.now(),
        organisation: lookup.configuration.organisation.name,
      });
      const { before, title, after } = letter.headline;
      lines.push({ at: commit.at, headline: `${before}${title}${after}`, lead: letter.lead });
    }
  }
  return lines.toReversed();
};

/**
 * What a link shows to whoever is kept informed; undefined for a link of anybody else.
 *
 * @throws DomainError `link-invalid`, `link-expired`
 */
export const viewForReader = async (ports: Ports, token: string): Promise<ReaderView | undefined> => {
  const link = parseShortLink(token);
  if (!link) return undefined;
  const [lookup, key] = await Promise.all([ports.inForce(), ports.secrets.linkKey()]);
  const recipient = recipientsIn(lookup).find(({ id }) => isAbout(key, link, aboutReader(id)));
  if (!recipient) return undefined;
  const loaded = await loadIncident(ports, link.incidentId);
  if (!loaded) throw invalidLink();
  const incident = loaded.origin.kind === 'person' ? await showWordsOf(ports, loaded) : loaded;
  const now = ports.clock.now();
  const over = incident.stamps.resolved?.at ?? (isEnded(incident) ? incident.updatedAt : undefined);
  const reader = readerOf(lookup, recipient.stakeholder ?? {}, recipient.stakeholder ? undefined : incident.serviceId);
  if (over !== undefined && now > toMs(over) + READABLE_AFTER_END_MS) {
    throw expiredLink({ language: reader.language });
  }
  const audience = recipient.audience as Stakeholder['audience'];
  const { organisation } = lookup.configuration;
  return {
    kind: 'reader',
    organisation: organisation.name,
    contact: organisation.contact,
    audience,
    reader,
    now,
    incident,
    services: servicesFor(lookup, { incident }, audience),
    nextBy:
      incident.lastUpdate && over === undefined ? promiseTo(promisesOf(incident.lastUpdate), audience) : undefined,
    told: await toldTo(ports, lookup, incident, audience, reader),
  };
};

/**
 * What a link shows, to whoever was paged or is kept informed; it changes nothing.
 *
 * @throws DomainError `link-invalid`, `link-expired`, `incident-not-found`, `unknown-person`
 */
export const readLink = async (ports: Ports, token: string): Promise<ResponderView | ReaderView> =>
  (await viewForReader(ports, token)) ?? viewForResponder(ports, await lookAtLink(ports, token));
