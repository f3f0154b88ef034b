import type { AlertReference } from '../../alert/alert.ts';
import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { isMoreSevere } from '../../severity/severity.ts';
import { attachedIn } from '../alerts-held.ts';
import type { CommandOf, MajorChild } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isListed } from '../group-of-alerts.ts';
import { type IncidentState, isEnded, isMajorOrProposed, isWorkedOn } from '../state.ts';
import { reassess } from './alerts.ts';
import { foldIntoListed } from './fold-group.ts';
import { declareMajor, evaluateMajor, proposeCandidate } from './major.ts';
import { mergeInto } from './merge-into.ts';
import { tellOfNews } from './news.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';
import { retitle } from './title.ts';

/** A person says that both are one. The other incident learns of it by `adopt-child`. */
const merge = (draft: Draft, command: CommandOf<'merge'>): void => {
  const { state } = draft;
  const { intoId, intoNumber } = command;
  if (!intoId || !intoNumber)
    throw new DomainError('incident-not-found', `There is no incident "${command.into}" to merge into.`);
  if (intoId === state.incidentId) refuse(state, 'Not merged', 'both numbers are the same');
  if (isEnded(state)) refuse(state, 'Not merged', `it is ${state.status}`);
  mergeInto(draft, { intoId, intoNumber }, command.reason);
};

/**
 * Another incident was merged into this one: its alerts count here, and what was decided about it holds here too. A declared
 * major incident makes this one major; a proposal is still to be decided, here. A child of many alerts comes in parts, each of
 * which may be told again.
 */
const adoptChild = (draft: Draft, command: CommandOf<'adopt-child'>, lookup: Lookup): void => {
  const { childId, childNumber, groups = {} } = command;
  const begun = draft.state.children.some((child) => child.incidentId === childId);
  const fresh = begun ? command.alerts.filter((alert) => isNew(draft.state, alert, groups)) : command.alerts;
  if (begun && fresh.length === 0) return;
  const major = begun ? undefined : command.major;
  const ofGroups = new Set(Object.values(groups).flat());
  const single = fresh.filter(({ alertId }) => !ofGroups.has(alertId));
  const before = draft.state;
  const seen = isSeenWith(before, command);
  if (!begun) {
    const lastUpdate = promiseOf(major);
    draft.raise({ type: 'ChildAdopted', childId, childNumber, alerts: single, lastUpdate, ...(seen ? { seen } : {}) });
  } else if (single.length > 0) draft.raise({ type: 'AlertsAttached', alerts: single });
  for (const [key, alertIds] of Object.entries(groups)) {
    const alerts = fresh.filter(({ alertId }) => alertIds.includes(alertId));
    if (alerts.length === 0) continue;
    if (isListed(draft.state, key)) foldIntoListed(draft, { key }, alerts);
    else draft.raise({ type: 'AlertsAttached', alerts, group: { key, whole: true } });
  }
  if (isEnded(draft.state)) return;
  const adopted = fresh.some(({ alertId }) => attachedIn(draft.state, alertId)?.firing);
  const worked = adopted || (major?.decision === 'accepted' && major.worked);
  if (worked && !isWorkedOn(draft.state)) {
    draft.raise({
      type: 'IncidentRelapsed',
      reason: `${childNumber}, which ${adopted ? 'still fires' : 'is worked on'}, was merged after the incident was ${draft.state.status}`,
    });
  }
  retitle(draft, lookup);
  reassess(draft, lookup);
  if (adopted) {
    const reason = `${childNumber} was merged into it`;
    tellOfNews(draft, lookup, { before, joined: seen ? [] : fresh, worsened: [], reason });
  }
  if (major?.decision === 'accepted') carryMajor(draft, lookup, childNumber, major);
  evaluateMajor(draft, lookup);
  const { status, partOf } = draft.state;
  if (major?.decision === 'candidate' && !isMajorOrProposed(draft.state) && status !== 'resolved' && !partOf) {
    proposeCandidate(draft, lookup, {
      reason: `${childNumber}, which was proposed, was merged into it: ${major.reason}`,
      businessImpact: major.businessImpact,
    });
  }
};

/** Somebody has what comes: it was acknowledged, or whoever has this incident brings it here. */
const isSeenWith = (
  { acknowledgement }: IncidentState,
  { hadBy, broughtBy }: CommandOf<'adopt-child'>,
): true | undefined =>
  hadBy !== undefined || (acknowledgement !== undefined && acknowledgement.by === broughtBy) || undefined;

/** Not what the incident took with an earlier part, or has let go since. */
const isNew = (
  { alerts, groups: known }: IncidentState,
  { alertId, episode }: AlertReference,
  groups: Readonly<Record<string, readonly string[]>>,
): boolean => {
  const held = alerts.recent[alertId];
  if (held !== undefined) return held !== null && held.episode < episode;
  return !Object.keys(groups).some((key) => (known?.[key]?.whole[alertId] ?? -1) >= episode);
};

const promiseOf = (major: MajorChild | undefined) => {
  if (major?.decision !== 'accepted' || major.lastUpdate?.nextUpdateBy === undefined) return undefined;
  const { message, at, nextUpdateBy, promises } = major.lastUpdate;
  return { message, at, nextUpdateBy, ...(promises && { promises }) };
};

/** Who led the child goes on leading where nobody does; who followed it must not lose it for a lesser severity. */
const carryMajor = (draft: Draft, lookup: Lookup, childNumber: string, major: MajorChild): void => {
  const { severityBy, ...assessment } = major.assessment;
  if (isMoreSevere(assessment.severity, draft.state.severity)) {
    draft.raise({
      type: 'SeverityChanged',
      from: draft.state.severity,
      ...assessment,
      reason: `${childNumber}, which was merged into it, was ${assessment.severity}`,
      by: severityBy,
    });
  }
  for (const [roleId, personId] of Object.entries(major.roles)) {
    const role = lookup.configuration.roles.find(({ id }) => id === roleId);
    if (role && !draft.state.roles[roleId]) draft.raise({ type: 'RoleAssumed', roleId, personId, tasks: role.tasks });
  }
  if (draft.state.major === 'accepted') return;
  const led = lookup.configuration.roles.flatMap(({ id, fillFrom }) =>
    typeof fillFrom === 'object' && draft.state.roles[id] ? [fillFrom.policy] : [],
  );
  declareMajor(
    draft,
    lookup,
    {
      reason: `${childNumber}, a major incident, was merged into it`,
      businessImpact: draft.state.businessImpact ?? major.businessImpact,
    },
    led,
  );
};

/** Children follow their parent to investigating and resolved, never to closed. */
const followParent = (draft: Draft, command: CommandOf<'follow-parent'>): void => {
  if (draft.state.status !== 'merged' || draft.state.parentStatus === command.status) return;
  draft.raise({ type: 'ParentFollowed', status: command.status, notes: command.notes });
};

export const mergingRules = {
  merge,
  'adopt-child': adoptChild,
  'follow-parent': followParent,
} satisfies SomeRules;
