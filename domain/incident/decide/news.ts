import type { AlertReference } from '../../alert/alert.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { plusSeconds, secondsBetween, toMs } from '../../instant/instant.ts';
import { isMoreSevere, type Severity } from '../../severity/severity.ts';
import { attachedIn, kindsFiring } from '../alerts-held.ts';
import { knownIn } from '../conditions-held.ts';
import type { Draft } from '../draft.ts';
import { groupingOf } from '../groupings.ts';
import { activePagings, type IncidentState, isPagedFor } from '../state.ts';
import { pagesFrom, worstAssessment, wouldPage } from './assess-alerts.ts';
import { engagedIn, pageAgain, startPaging } from './escalation.ts';
import { CLOCK_TOLERANCE_SECONDS } from './major.ts';
import type { SomeRules } from './rules.ts';

/** So many alerts are named in a page, and are looked for when those that were held are due. */
const NAMED = 8;

const worseOf = (a: Severity, b: Severity | undefined): Severity => (b !== undefined && isMoreSevere(b, a) ? b : a);

/** The worst that whoever looks at the incident sees: its severity, or what an alert that fires would be if it were alone. */
export const worstSeen = (state: IncidentState, lookup: Lookup): Severity =>
  worseOf(state.severity, worstAssessment(kindsFiring(state), state.environment, lookup)?.severity);

/** The titles of some alerts in one line. */
const named = (alerts: readonly { readonly title: string }[]): string => {
  const titles = [...new Set(alerts.map(({ title }) => title))];
  const more = titles.length - 3;
  return more > 0 ? `${titles.slice(0, 3).join('; ')} and ${more} more` : titles.join('; ');
};

/** Pages those who are on duty and whoever has it. */
const pageForNews = (draft: Draft, lookup: Lookup, news: string): void => {
  const service = lookup.service(draft.state.serviceId);
  if (!service) return;
  startPaging(draft, lookup, {
    policyId: service.escalationPolicy,
    purpose: 'resolver',
    occasion: 'news',
    reason: `new since you acknowledged: ${news}`,
    also: engagedIn(draft.state, lookup),
  });
};

/** What has come to an incident in one decision. */
export interface News {
  readonly before: IncidentState;
  /** Alerts that joined, that it did not have in this episode. */
  readonly joined: readonly AlertReference[];
  readonly worsened: readonly AlertReference[];
  /** Why, where nobody has been asked before. */
  readonly reason: string;
  /** What joined was there before, by another name: an acknowledgement covers it. */
  readonly isKnown?: boolean;
}

/**
 * Lets those know who should of what came. While nobody has answered, the next page tells of it; what is worse, and another
 * condition after what the page was about has gone, is paged at once. An acknowledgement covers what was acknowledged: at once
 * a page for what is worse and for what is grouped otherwise; for a new alert of a grouping that was seen, when the
 * acknowledgement is old enough; for an alert that comes back, never.
 */
export const tellOfNews = (draft: Draft, lookup: Lookup, news: News): void => {
  const { before, joined, worsened } = news;
  const { state } = draft;
  const service = lookup.service(state.serviceId);
  if (!service || pagedAlready(draft)) return;
  const loud = [...worsened, ...joined].filter((alert) => wouldPage(alert, state, lookup));
  const assessed = worstAssessment(loud, state.environment, lookup)?.severity;
  const now = worseOf(state.severity, assessed);
  const { acknowledgement } = state;
  const isSeen = (alert: AlertReference): boolean => {
    const known = knownIn(before, alert);
    if (known === undefined || acknowledgement === undefined) return false;
    // A hint that has become worth a page is as new as what has just come.
    return known.attachedAt < acknowledgement.at && wouldPage(known, before, lookup);
  };
  const unseen = news.isKnown ? [] : loud.filter((alert) => !isSeen(alert));
  // The incident may have come to another service since.
  const elsewhere =
    acknowledgement !== undefined &&
    unseen.some((alert) => ![state.serviceId, ...acknowledgement.groupings].includes(groupingOf(alert)));
  const running = activePagings(state).find(({ purpose }) => purpose === 'resolver');
  if (running) {
    const worse = isMoreSevere(now, worstSeen(before, lookup));
    const another = before.firing === 0 && loud.some((alert) => knownIn(before, alert) === undefined);
    if (!worse && !another && !(elsewhere && running.occasion === 'reminder')) return;
    pageAgain(draft, running, lookup, `${worse ? `now ${now}` : 'new'}: ${named(loud)}`);
    return;
  }
  if (acknowledgement === undefined) {
    if (!pagesFrom(state.severity, lookup) && loud.length === 0) return;
    // People said that it is over: a hint does not contradict them.
    if (state.status === 'mitigated' && loud.length === 0 && !isMoreSevere(now, worstSeen(before, lookup))) return;
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      reason: news.reason,
      also: engagedIn(state, lookup),
    });
    return;
  }
  const until = plusSeconds(acknowledgement.at, lookup.configuration.acknowledgement.newAlertsAfterSeconds);
  if (isMoreSevere(now, acknowledgement.severity) && pagesFrom(now, lookup))
    pageForNews(draft, lookup, worseWords(acknowledgement.severity, now, loud));
  else if (elsewhere || (unseen.length > 0 && draft.now >= until)) pageForNews(draft, lookup, named(unseen));
  else holdNews(draft, unseen, until);
};

/** The same decision has asked somebody already, or will when it is due. */
const pagedAlready = ({ events, state }: Draft): boolean =>
  events.some(
    (event) =>
      (event.type === 'LevelPaged' || event.type === 'PagingHeld') &&
      state.pagings[event.pagingId]?.purpose === 'resolver',
  );

const worseWords = (from: Severity, to: Severity, alerts: readonly AlertReference[]): string =>
  alerts.length === 0 ? `${from} to ${to}` : `${named(alerts)} (${from} to ${to})`;

const holdNews = (draft: Draft, unseen: readonly AlertReference[], until: string): void => {
  const held = draft.state.acknowledgement?.news?.alerts ?? [];
  const alerts = unseen
    .filter(({ alertId }) => !held.some((known) => known.alertId === alertId))
    .slice(0, Math.max(0, NAMED - held.length))
    .map(({ alertId, title }) => ({ alertId, title }));
  if (alerts.length > 0) draft.raise({ type: 'NewsHeld', alerts, until });
};

/** The clock of what was held: paged if some of it still fires. */
const pageNews = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  const news = state.acknowledgement?.news;
  if (!news || secondsBetween(draft.now, news.until) > CLOCK_TOLERANCE_SECONDS) return;
  const firing = news.alerts.filter(({ alertId }) => attachedIn(state, alertId)?.firing === true);
  // There may be more than were kept.
  const isFull = news.alerts.length >= NAMED && state.firing > 0;
  if (firing.length > 0) pageForNews(draft, lookup, named(firing));
  else if (isFull) pageForNews(draft, lookup, `${state.firing} alerts fire, the worst: ${state.title}`);
  if (draft.events.length === 0)
    draft.raise({ type: 'NewsRecovered', alertIds: news.alerts.map(({ alertId }) => alertId) });
};

/**
 * The clock of an acknowledgement: nothing has been recorded for so long that whoever has it is asked whether they still do,
 * and then the level again.
 */
const checkAcknowledgement = (draft: Draft, _: unknown, lookup: Lookup): void => {
  const { state } = draft;
  const { acknowledgement } = state;
  const service = lookup.service(state.serviceId);
  if (!acknowledgement || !service || isPagedFor(state, 'resolver')) return;
  const { expiresAfterSeconds, progressAt } = acknowledgement;
  if (expiresAfterSeconds === undefined) return;
  const expiresAt = plusSeconds(progressAt, expiresAfterSeconds);
  if (secondsBetween(draft.now, expiresAt) > CLOCK_TOLERANCE_SECONDS) return;
  const minutes = Math.round(expiresAfterSeconds / 60);
  const owner = lookup.person(acknowledgement.by);
  startPaging(draft, lookup, {
    policyId: service.escalationPolicy,
    purpose: 'resolver',
    occasion: 'reminder',
    reason: owner
      ? `nothing has been recorded for ${minutes} min: say that you still have it`
      : `acknowledged by ${acknowledgement.by}, and nothing has been recorded for ${minutes} min`,
    ...(owner ? { first: [owner.id] } : {}),
  });
};

/** Work went on, or nobody is wanted any more: whoever was to be reminded need not answer. */
export const isReminderAnswered = (state: IncidentState, pagingId: string): boolean => {
  const paging = state.pagings[pagingId];
  const progressAt = state.acknowledgement?.progressAt;
  return paging?.occasion === 'reminder' && progressAt !== undefined && toMs(progressAt) > toMs(paging.startedAt);
};

export const newsRules = {
  'page-news': pageNews,
  'check-acknowledgement': checkAcknowledgement,
} satisfies SomeRules;
