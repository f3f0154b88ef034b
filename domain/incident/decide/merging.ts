import type { Lookup } from '../../configuration/lookup.ts';
import { DomainError } from '../../failure/domain-error.ts';
import { isMoreSevere } from '../../severity/severity.ts';
import type { CommandOf, MajorChild } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isListed } from '../shared-group.ts';
import { isEnded, isMajorOrProposed, isOpen } from '../state.ts';
import { pageResolversOnce, reassess } from './alerts.ts';
import { declareMajor, evaluateMajor, proposeCandidate } from './major.ts';
import { mergeInto } from './merge-into.ts';
import { refuse } from './refuse.ts';
import { foldIntoListed } from './shared-group.ts';

/** A person says that both are one. The other incident learns of it by `adopt-child`. */
export const merge = (draft: Draft, command: CommandOf<'merge'>): void => {
  const { state } = draft;
  const { intoId, intoNumber } = command;
  if (!intoId || !intoNumber)
    throw new DomainError('incident-not-found', `There is no incident "${command.into}" to merge into.`);
  if (intoId === state.incidentId) refuse(state, 'merge', 'an incident cannot be merged into itself');
  if (isEnded(state)) refuse(state, 'merge', `it is ${state.status}`);
  mergeInto(draft, { intoId, intoNumber }, command.reason);
};

/**
 * Another incident was merged into this one: its alerts count here, and what was decided about it holds here too. A declared
 * major incident makes this one major; a proposal is still to be decided, here.
 */
export const adoptChild = (draft: Draft, command: CommandOf<'adopt-child'>, lookup: Lookup): void => {
  if (draft.state.children.some((c) => c.incidentId === command.childId)) return;
  const { childId, childNumber, major } = command;
  const ofGroups = new Set(Object.values(command.groups ?? {}).flat());
  draft.raise({
    type: 'ChildAdopted',
    childId,
    childNumber,
    alerts: command.alerts.filter(({ alertId }) => !ofGroups.has(alertId)),
    lastUpdate: promiseOf(major),
  });
  for (const [key, alertIds] of Object.entries(command.groups ?? {})) {
    const alerts = command.alerts.filter(({ alertId }) => alertIds.includes(alertId));
    if (isListed(draft.state, key)) foldIntoListed(draft, { key }, alerts);
    else draft.raise({ type: 'AlertsAttached', alerts, group: { key, whole: true } });
  }
  if (isEnded(draft.state)) return;
  const adopted = command.alerts.some(({ alertId }) => draft.state.alerts[alertId]?.firing);
  const worked = adopted || (major?.decision === 'accepted' && major.worked);
  if (worked && !isOpen(draft.state)) {
    draft.raise({
      type: 'IncidentRelapsed',
      reason: `${childNumber}, which ${adopted ? 'still fires' : 'is worked on'}, was merged after the incident was ${draft.state.status}`,
    });
  }
  reassess(draft, lookup);
  if (adopted) pageResolversOnce(draft, lookup, `${childNumber} was merged into it`);
  if (major?.decision === 'accepted') carryMajor(draft, lookup, childNumber, major);
  evaluateMajor(draft, lookup);
  if (major?.decision === 'candidate' && !isMajorOrProposed(draft.state) && draft.state.status !== 'resolved') {
    proposeCandidate(draft, lookup, {
      reason: `${childNumber}, which was proposed, was merged into it: ${major.reason}`,
      businessImpact: major.businessImpact,
    });
  }
};

const promiseOf = (major: MajorChild | undefined) => {
  if (major?.decision !== 'accepted' || major.lastUpdate?.nextUpdateBy === undefined) return undefined;
  const { message, at, nextUpdateBy } = major.lastUpdate;
  return { message, at, nextUpdateBy };
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
