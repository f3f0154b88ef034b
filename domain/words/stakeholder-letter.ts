import type { Letter, LetterFact } from '../channel/channel.ts';
import type { ShownIncident } from '../communication/shown-incident.ts';
import type { ToldAbout } from '../communication/told-event.ts';
import type { EventOf, IncidentEvent } from '../incident/events.ts';
import { type EpochMs, type Iso, secondsBetween } from '../instant/instant.ts';
import type { Severity } from '../severity/severity.ts';
import { reasonInGerman } from './german/reasons.ts';
import { LETTER_FRAME } from './letter-frame.ts';
import { listed, sentence, unstopped } from './lists.ts';
import type { Language, Reader } from './reader.ts';
import { because, saysWhy } from './reasons.ts';
import { BUSINESS } from './stakeholders/business.ts';
import { FRAME, type Frame } from './stakeholders/frame.ts';
import { DOING, IMPACT_NOT_KNOWN, progressOf } from './stakeholders/progress.ts';
import { PUBLIC } from './stakeholders/public.ts';
import { TECHNICAL } from './stakeholders/technical.ts';
import type { Moment, Told } from './stakeholders/told.ts';
import { durationOf, type TimeForm, timeFor } from './times.ts';

/** One message to one reader, before it has words. */
export interface StakeholderFacts {
  readonly occasion: Exclude<Moment, 'below'>;
  readonly audience: string;
  readonly incident: ShownIncident;
  /** When it happened. */
  readonly at: Iso;
  /** Absent in jobs of an earlier version. */
  readonly about?: ToldAbout;
  /** What a job of an earlier version says of the event, which it does not have. */
  readonly said?: string | undefined;
  /** Of affected services, as this audience knows them; the main one first. */
  readonly services: readonly string[];
  readonly name: (personId: string) => string;
  readonly nextBy?: Iso;
  /** The severity from which on the reader wants to hear, where it is below that now. */
  readonly below?: Severity;
  readonly reader: Reader;
  readonly now: EpochMs;
  readonly organisation: string;
  readonly contact?: string;
  /** A person's name; a group has none, and is not greeted. */
  readonly recipientName?: string;
  readonly url?: string;
}

/** A headline has room for so many letters of what people cannot do. */
const WHAT = 50;

const STATES: Readonly<Record<string, keyof Frame['state']>> = {
  open: 'investigated',
  investigating: 'investigated',
  identified: 'found',
  mitigated: 'watched',
  resolved: 'over',
  closed: 'over',
  merged: 'elsewhere',
};

/** How far people have come, as those who are kept informed read it. */
export const stateFor = ({ status }: { readonly status: string }): keyof Frame['state'] =>
  STATES[status] ?? 'investigated';

const eventOf = <T extends IncidentEvent['type']>(about: ToldAbout | undefined, ...types: readonly T[]) => {
  const event = about?.event;
  return event && types.some((type) => type === event.type) ? (event as EventOf<T>) : undefined;
};

/** What a person wrote to this audience; what is written inside stands for it nowhere but with those who work on it. */
const saidOf = ({ about, audience, said }: StakeholderFacts): string | undefined => {
  const update = eventOf(about, 'UpdatePosted');
  if (update) return update.message;
  if (audience !== 'technical') return about === undefined && said ? said : undefined;
  const work = eventOf(about, 'IncidentMitigated')?.description ?? eventOf(about, 'IncidentResolved')?.summary;
  return work === undefined ? undefined : unstopped(work);
};

/** Reasons that Muster gave, as each language has them. */
export const REASONS: Readonly<Record<Language, (reason: string) => string>> = { en: because, de: reasonInGerman };

const reasonOf = (about: ToldAbout | undefined, language: Language): string | undefined => {
  const event = about?.event;
  if (!event || !('reason' in event) || event.reason === undefined || !saysWhy(event.reason)) return undefined;
  return unstopped(REASONS[language](event.reason));
};

const toldOf = (facts: StakeholderFacts, frame: Frame): Told => {
  const { incident, about, reader, now, below } = facts;
  const time = (iso: Iso | undefined, form: TimeForm = 'plain'): string | undefined =>
    iso === undefined ? undefined : timeFor(reader, iso, now, form);
  const isTechnical = facts.audience === 'technical';
  const rated = (severity: string): string => (isTechnical ? severity : `${severity} (${frame.severity[severity]})`);
  const services = listed(facts.services, reader.language);
  const typed = about?.businessImpact;
  const isWhat = typed !== undefined && typed.length <= WHAT && !/[.!?]$/.test(typed.trim());
  const changed = eventOf(about, 'SeverityChanged');
  const mitigated = eventOf(about, 'IncidentMitigated');
  const missed = eventOf(about, 'UpdateMissed');
  const merged = eventOf(about, 'IncidentMerged');
  const review = eventOf(about, 'ReviewOpened', 'ReviewReminded');
  const owner = eventOf(about, 'ReviewOpened')?.owner;
  const engaged = about?.engaged;
  const startedAt = about?.startedAt;
  const lasted = startedAt === undefined ? -1 : secondsBetween(startedAt, incident.resolvedAt ?? facts.at);
  return {
    what: isWhat ? typed.trim() : frame.problemWith(services),
    services,
    title: incident.title,
    severity: rated(incident.severity),
    previous: changed && rated(changed.from),
    threshold: below && rated(below),
    impact: typed === undefined ? IMPACT_NOT_KNOWN[reader.language] : isWhat ? '' : sentence(typed),
    doing: DOING[reader.language][progressOf(incident.status, about?.acknowledged ?? false)],
    said: saidOf(facts),
    by: about === undefined || about.by === undefined ? 'Muster' : facts.name(about.by),
    reason: reasonOf(about, reader.language),
    engaged:
      engaged === undefined
        ? frame.nobodyEngaged
        : frame.engaged(facts.name(engaged.personId), time(engaged.at, 'clock') as string),
    status: reader.language === 'en' ? incident.status : frame.state[stateFor(incident)],
    alerts: frame.firing(about?.firing ?? 0),
    byFix: mitigated?.by === 'fix',
    startedAt: time(startedAt),
    startedAtWhole: time(startedAt, 'whole'),
    mitigatedAt: time(about?.mitigatedAt ?? facts.at),
    relapsedAt: time(facts.at, 'whole') as string,
    resolvedAt: time(incident.resolvedAt ?? facts.at) as string,
    watchUntil: time(mitigated?.watchUntil, 'whole'),
    promised: time(missed?.dueBy),
    promisedClock: time(missed?.dueBy, 'clock'),
    lastAt: time(about?.last?.at),
    lastSaid: about?.last?.message,
    duration: lasted < 0 ? undefined : durationOf(lasted, reader.language),
    into: merged?.intoNumber,
    dueAt: time(review?.dueAt ?? about?.reviewDueAt),
    owner: owner === undefined ? undefined : facts.name(owner),
  };
};

/** After these nothing more is promised. */
const LAST: ReadonlySet<Moment> = new Set([
  'resolved',
  'demoted',
  'merged',
  'below',
  'review-opened',
  'review-overdue',
]);

/** Audiences that only use what is broken: they read no severity, no number and no name. */
export const isPublic = (audience: string): boolean => audience === 'public' || audience === 'affected-users';

const factsOf = (facts: StakeholderFacts, told: Told, frame: Frame, moment: Moment): LetterFact[] => {
  const { labels } = frame;
  const { incident, nextBy, reader, now } = facts;
  const row = (label: string, text: string | undefined): LetterFact[] => (text === undefined ? [] : [{ label, text }]);
  const commander = incident.commanderId === undefined ? undefined : facts.name(incident.commanderId);
  const next = nextBy === undefined || LAST.has(moment) ? undefined : timeFor(reader, nextBy, now, 'whole');
  const begun = moment === 'resolved' ? undefined : told.startedAt;
  if (facts.audience === 'technical') {
    return [
      ...row(labels.severity, told.severity),
      ...row(labels.status, frame.state[stateFor(incident)]),
      ...row(labels.services, told.services),
      ...row(labels.since, begun),
      ...row(labels.commander, commander),
      ...row(labels.next, next),
    ];
  }
  return [...row(labels.affected, told.services), ...row(labels.since, begun), ...row(labels.next, next)];
};

/** What happened, in the words of the catalogue of this audience. @param alone without a headline, which may say what people cannot do */
const wordsFor = (facts: StakeholderFacts, alone = false) => {
  const { audience, reader } = facts;
  const isTechnical = audience === 'technical';
  const { language } = reader;
  const frame = FRAME[language];
  const moment: Moment = facts.below !== undefined && facts.occasion === 'severity-changed' ? 'below' : facts.occasion;
  const within = toldOf(facts, frame);
  const typed = facts.about?.businessImpact;
  const told = alone && typed !== undefined ? { ...within, impact: sentence(typed) } : within;
  const catalogue = isTechnical ? TECHNICAL[language] : isPublic(audience) ? PUBLIC[language] : BUSINESS[language];
  return { language, frame, moment, told, words: catalogue[moment](told) };
};

/** What stakeholders are told, without what stands around it, as templates and programs have it. */
export const saidToStakeholders = (facts: StakeholderFacts): string => wordsFor(facts, true).words.lead;

/** What stakeholders are told, in their own words, language and time. */
export const stakeholderLetterOf = (facts: StakeholderFacts): Letter => {
  const { audience, incident, contact } = facts;
  const isTechnical = audience === 'technical';
  const { language, frame, moment, told, words } = wordsFor(facts);
  const { before, title, lead } = words;
  const isOpenEnded = facts.nextBy === undefined && !LAST.has(moment) && words.tellsWhen !== true;
  const state = frame.state[stateFor(incident)];
  const hasAuthor = facts.about?.event.type === 'UpdatePosted';
  return {
    language,
    headline: { before, title, after: '' },
    ...(isTechnical
      ? { subjectBefore: `[${incident.severity}] ` }
      : isPublic(audience)
        ? { subjectBefore: `${facts.organisation}: ` }
        : {}),
    ...(isPublic(audience) ? {} : { number: incident.number }),
    above: isPublic(audience) ? state : `${state} · ${told.severity} · ${incident.number}`,
    ...(facts.recipientName === undefined ? {} : { greeting: LETTER_FRAME[language].greeting(facts.recipientName) }),
    lead: isOpenEnded ? [lead, frame.noNext].filter((part) => part !== '').join(' ') : lead,
    facts: factsOf(facts, told, frame, moment),
    ...(facts.url === undefined ? {} : { button: { label: frame.see, url: facts.url } }),
    small: [
      hasAuthor ? told.by : frame.written,
      ...(contact === undefined ? [] : [LETTER_FRAME[language].answers(contact)]),
      frame.why(audience),
    ],
  };
};
