import type { Lookup } from '../../configuration/lookup.ts';
import { attachedIn } from '../alerts-held.ts';
import type { CommandOf } from '../commands.ts';
import type { Draft } from '../draft.ts';
import { isEnded } from '../state.ts';
import { reassess } from './alerts.ts';
import { ease, worstAssessment } from './assess-alerts.ts';
import { engagedIn, startPaging } from './escalation.ts';
import { evaluateMajor } from './major.ts';
import { tellOfNews } from './news.ts';
import { leaveOutage } from './outage.ts';
import { endWhenRecovered } from './recovery.ts';
import { refuse } from './refuse.ts';
import type { SomeRules } from './rules.ts';
import { retitle } from './title.ts';

/** A person says that it is an incident of its own: it leaves the outage of which it is a part, or the merge is taken back. */
const separate = (draft: Draft, { reason }: CommandOf<'separate'>, lookup: Lookup): void => {
  const { state } = draft;
  if (state.partOf) {
    leaveOutage(draft, { leadId: state.partOf.incidentId, reason, taken: true }, lookup);
    return;
  }
  if (state.status === 'merged' && state.mergedInto) {
    undoMerge(draft, { from: state.mergedInto.incidentId, fromNumber: state.mergedInto.number, reason }, lookup);
    return;
  }
  const parts = state.parts?.map(({ number }) => number).join(', ');
  refuse(
    state,
    'Not separated',
    parts ? `it leads the outage; its parts are ${parts}` : 'it is no part of another incident',
  );
};

/** Its alerts come back by `take-back`, and whoever is on duty is paged for them then; for what people reported or declared, now. */
const undoMerge = (
  draft: Draft,
  undone: { readonly from: string; readonly fromNumber: string; readonly reason: string },
  lookup: Lookup,
): void => {
  const first = engagedIn(draft.state, lookup);
  draft.raise({ type: 'IncidentSeparated', ...undone });
  const { state } = draft;
  const service = lookup.service(state.serviceId);
  if (service && (state.origin.kind === 'person' || state.major === 'accepted')) {
    startPaging(draft, lookup, {
      policyId: service.escalationPolicy,
      purpose: 'resolver',
      occasion: 'relapse',
      reason: `it is no part of ${undone.fromNumber} any more`,
      first,
    });
  }
  endWhenRecovered(draft, lookup);
};

/** What fires of an incident whose merge was taken back. */
const takeBack = (draft: Draft, { alerts, fromNumber }: CommandOf<'take-back'>, lookup: Lookup): void => {
  const before = draft.state;
  if (isEnded(before)) return;
  const back = alerts.filter(({ alertId, episode }) => {
    const known = attachedIn(before, alertId);
    return !known?.firing || known.episode < episode;
  });
  if (back.length === 0) return;
  draft.raise({ type: 'AlertsAttached', alerts: back });
  const reason = `it is no part of ${fromNumber} any more`;
  if (before.status === 'resolved') draft.raise({ type: 'IncidentRelapsed', reason });
  retitle(draft, lookup);
  reassess(draft, lookup);
  tellOfNews(draft, lookup, { before, joined: back, worsened: [], reason });
  evaluateMajor(draft, lookup);
};

/** A merge into this one was taken back: the child, and its alerts with it, is no part any more. */
const releaseChild = (draft: Draft, command: CommandOf<'release-child'>, lookup: Lookup): void => {
  const { childId, childNumber, reason } = command;
  if (draft.state.children.some(({ incidentId }) => incidentId === childId))
    draft.raise({ type: 'ChildReleased', childId, childNumber, reason });
  const { environment, severity } = draft.state;
  const alertIds = command.alertIds.filter((alertId) => attachedIn(draft.state, alertId)?.firing);
  if (alertIds.length === 0) return;
  const released = alertIds.flatMap((alertId) => attachedIn(draft.state, alertId) ?? []);
  const madeItSo = worstAssessment(released, environment, lookup)?.severity === severity;
  draft.raise({
    type: 'AlertsReleased',
    alertIds,
    into: childId,
    intoNumber: childNumber,
    separated: true,
    servicesToo: true,
  });
  if (isEnded(draft.state)) return;
  retitle(draft, lookup);
  if (madeItSo) ease(draft, lookup, `${childNumber} is no part of it`);
  endWhenRecovered(draft, lookup);
};

export const separatingRules = {
  separate,
  'take-back': takeBack,
  'release-child': releaseChild,
} satisfies SomeRules;
