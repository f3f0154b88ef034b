import * as z from 'zod';
import { notedChange } from '../change/change.ts';
import { condition } from '../condition/condition.ts';
import { impact, severity, urgency } from '../severity/severity.ts';
import { sealedData } from '../stream/personal.ts';
import { alertReference, attachedAlert, groupReference, knownGroup, namedAlert } from './alerts-known.ts';

const iso = /* @__PURE__ */ (() => z.iso.datetime())();

/**
 * What the incident knew of those alerts that it had already, so that counts stay exact where the state that this is folded
 * on no longer holds them. Absent where it had none, and in what was written before there was this field.
 */
const before = /* @__PURE__ */ (() => z.record(z.string(), attachedAlert).optional())();

const checked = /* @__PURE__ */ (() =>
  z.strictObject({
    condition,
    actual: z.union([z.string(), z.number(), z.boolean(), z.null()]),
    holds: z.boolean(),
  }))();

/** What the incident knew of the group, where states may not hold all of them; null for nothing. */
const groupBefore = /* @__PURE__ */ (() => knownGroup.nullable().optional())();

/** The explanation of a trigger decision: rule, version of the rule set, matched facts, near misses. */
export const evaluation = /* @__PURE__ */ (() =>
  z
    .strictObject({
      action: z.enum(['none', 'propose', 'promote']),
      ruleSetVersion: z.string(),
      ruleId: z.string().optional(),
      matched: z.array(checked),
      nearMisses: z.array(z.strictObject({ ruleId: z.string(), failed: checked })),
    })
    .meta({ id: 'TriggerEvaluation' }))();

/** Where an incident came from; process.md §1. */
export const origin = /* @__PURE__ */ (() =>
  z
    .discriminatedUnion('kind', [
      z.strictObject({ kind: z.literal('alert'), source: z.string(), integrationId: z.string() }),
      z.strictObject({ kind: z.literal('person'), reporter: z.string(), via: z.string() }),
    ])
    .meta({ id: 'Origin' }))();
export type Origin = z.infer<typeof origin>;

export const pagingPurpose = /* @__PURE__ */ (() =>
  z.enum(['resolver', 'major-incident-manager', 'communications-lead', 'helper']))();
export type PagingPurpose = z.infer<typeof pagingPurpose>;

/** What a paging is about that is not the first of its incident. */
export const pagingOccasion = /* @__PURE__ */ (() => z.enum(['news', 'relapse', 'reminder']))();
export type PagingOccasion = z.infer<typeof pagingOccasion>;

export const pageRecord = /* @__PURE__ */ (() => z.strictObject({ pageId: z.string(), personId: z.string() }))();

export const stamp = /* @__PURE__ */ (() =>
  z
    .enum([
      'impactStarted',
      'detected',
      'candidate',
      'declared',
      'acknowledged',
      'engaged',
      'firstUpdate',
      'mitigated',
      'resolved',
      'closed',
    ])
    .meta({ id: 'Stamp' }))();
export type Stamp = z.infer<typeof stamp>;

const event = <T extends string, S extends z.core.$ZodLooseShape>(type: T, shape: S) =>
  z.strictObject({ type: z.literal(type), ...shape });

const assessmentShape = /* @__PURE__ */ (() => ({ impact, urgency, severity, reason: z.string() }))();

/**
 * Everything that can be true of an incident, in the past tense. What is written stays readable for ever: fields may be
 * added as optional, never changed.
 */
export const incidentEvent = /* @__PURE__ */ (() =>
  z
    .discriminatedUnion('type', [
      event('IncidentOpened', {
        number: z.string(),
        title: z.string(),
        description: z.string().optional(),
        /** What a person wrote stands in a row of its own, which can be erased; then the title tells what it is about. */
        words: sealedData.optional(),
        serviceId: z.string(),
        environment: z.string(),
        origin,
        impact,
        urgency,
        severity,
        assessmentReason: z.string(),
        impactStartedAt: iso.optional(),
        detectedAt: iso,
        affectedUsers: z.number().int().nonnegative().optional(),
        category: z.string().optional(),
        subcategory: z.string().optional(),
        labels: z.record(z.string(), z.string()).optional(),
      }),
      event('AlertsAttached', {
        alerts: z.array(alertReference),
        group: groupReference.optional(),
        before,
        groupBefore,
      }),
      event('AlertsWorsened', { alerts: z.array(alertReference), before }),
      event('AlertsRecovered', {
        alertIds: z.array(z.string()),
        stillFiring: z.number(),
        /** The group of which the sender said that it is over. */
        groupOver: z.string().optional(),
        /** Why they are over, where that is not that the condition ended. */
        because: z.string().optional(),
        before,
        groupBefore,
      }),
      event('AlertsFolded', {
        /** They stand for the group whose alerts are told of one by one, and count no more. */
        alerts: z.array(z.strictObject({ alertId: z.string(), episode: z.number() })),
        group: z.string(),
        before,
        groupBefore,
      }),
      event('AlertsHidden', {
        group: z.string(),
        /** The sender's own name of the group, where it has one. */
        groupKey: z.string().optional(),
        /** How many of its alerts the sender left out. */
        hidden: z.number(),
        groupBefore,
      }),
      event('AlertsReleased', {
        alertIds: z.array(z.string()),
        into: z.string(),
        intoNumber: z.string(),
        /** They go back where a merge was taken back; else the other incident has the alerts of their group. */
        separated: z.literal(true).optional(),
        /** Services that nothing else of it is about are not affected by it any more. */
        servicesToo: z.literal(true).optional(),
        before,
      }),
      /** People read the title of the worst alert that fires. */
      event('TitleChanged', {
        from: z.string(),
        title: z.string(),
        alertId: z.string(),
        words: sealedData.optional(),
      }),
      event('AlertsSuppressed', {
        alerts: z.array(namedAlert),
        /** What holds them back, as alerts name it. */
        by: z.string(),
        until: iso.optional(),
        before,
      }),
      event('SuppressionLifted', { alerts: z.array(namedAlert), by: z.string(), before }),
      event('ServiceChanged', {
        from: z.string(),
        serviceId: z.string(),
        environment: z.string(),
        reason: z.string(),
      }),
      event('TriggersEvaluated', { evaluation }),
      event('SeverityChanged', { from: severity, ...assessmentShape, by: z.enum(['rules', 'person']) }),
      event('CandidateProposed', {
        reason: z.string(),
        ruleId: z.string().optional(),
        businessImpact: z.string().optional(),
        decideBy: iso,
        /** A rule declares it, at `decideBy`: whatever else begins of one outage until then is declared with it. */
        promotes: z.literal(true).optional(),
      }),
      event('CandidateEscalated', { step: z.number(), reason: z.string(), decideBy: iso }),
      event('MajorIncidentDeclared', {
        reason: z.string(),
        businessImpact: z.string().optional(),
        ruleId: z.string().optional(),
      }),
      event('CandidateRejected', {
        reason: z.string(),
        recovered: z.boolean(),
        /** Rules that hold already: none of them is new evidence. */
        rules: z.array(z.string()).optional(),
      }),
      /** Nobody decided, for so long that there is nothing left to decide; no person rejected it. */
      event('CandidateLapsed', {
        reason: z.string(),
        rules: z.array(z.string()),
        /** Who was asked to decide, and is told that nobody has. */
        asked: z.array(z.string()).optional(),
      }),
      event('MajorIncidentDemoted', { reason: z.string(), rules: z.array(z.string()).optional() }),
      event('RoleAssumed', {
        roleId: z.string(),
        personId: z.string(),
        tasks: z.array(z.string()).optional(),
        /** Nobody who could take it had answered anything: it is theirs by the rota alone, until somebody answers. */
        unanswered: z.literal(true).optional(),
      }),
      event('RoleRelinquished', { roleId: z.string(), personId: z.string() }),
      event('ResponseOrganised', {}),
      event('PagingStarted', {
        pagingId: z.string(),
        policyId: z.string(),
        purpose: pagingPurpose,
        reason: z.string(),
        occasion: pagingOccasion.optional(),
      }),
      event('LevelPaged', {
        pagingId: z.string(),
        /** 0 for whoever is engaged already, 1 for the first level; one past the last is the catch-all. */
        level: z.number(),
        catchAll: z.boolean(),
        round: z.number(),
        pages: z.array(pageRecord),
        acknowledgeBy: iso,
        /** Nothing of the round before was handed over to anybody: it does not count. */
        silent: z.boolean().optional(),
        /** How many levels before it had nobody on call, and were passed at once. */
        passed: z.number().optional(),
        /** Why this level is paged now, where it is not because the one before stayed silent. */
        reason: z.string().optional(),
      }),
      /** A message of a page did not leave; the next of the person's contacts is asked, if there is one. */
      event('ContactFailed', {
        pagingId: z.string(),
        pageId: z.string(),
        personId: z.string(),
        channel: z.string(),
        reason: z.string(),
        /** Not only this message: everything by this provider has been failing. */
        providerDown: z.boolean().optional(),
      }),
      /** Nobody of this level could be told by any of their contacts. */
      event('LevelUnreachable', { pagingId: z.string(), level: z.number() }),
      /** A page's turn came when nobody wanted it any more, and this person had not been told by then. */
      event('PageSuperseded', {
        pagingId: z.string(),
        pageId: z.string(),
        personId: z.string(),
        ageSeconds: z.number(),
      }),
      /** Who was paged cannot take it: the next level does not wait for its turn. */
      event('PagePassedOn', { pagingId: z.string(), personId: z.string(), reason: z.string().optional() }),
      /** Whoever works on it wants somebody beside them; `of` is whom, where they said so. */
      event('HelpAsked', { personId: z.string(), need: z.string(), of: z.string().optional() }),
      event('PagingHeld', {
        pagingId: z.string(),
        until: iso,
        /** Why, where it is not because somebody was paged for the same a moment ago. */
        reason: z.enum(['gathering', 'asked-elsewhere']).optional(),
        /** The level that was asked elsewhere: what comes next is the one after it. */
        level: z.number().optional(),
      }),
      event('PageAcknowledged', {
        pagingId: z.string(),
        personId: z.string(),
        pageId: z.string().optional(),
        via: z.string(),
        /** The worst that whoever acknowledged has seen: anything worse is news. */
        severity: severity.optional(),
        /** It expires after so long without progress; absent where it does not. */
        expiresAfterSeconds: z.number().optional(),
      }),
      /** Somebody has these alerts, and not the others. */
      event('AlertsAcknowledged', { alertIds: z.array(z.string()), personId: z.string(), via: z.string(), before }),
      /** Alerts that joined after the acknowledgement, for which nobody is paged before. */
      event('NewsHeld', { alerts: z.array(z.strictObject({ alertId: z.string(), title: z.string() })), until: iso }),
      /** None of the alerts that were held fires any more. */
      event('NewsRecovered', { alertIds: z.array(z.string()) }),
      /** Nobody has answered, the catch-all included. `until`: paging rests, and then goes on; absent where it is over. */
      event('PagingExhausted', { pagingId: z.string(), until: iso.optional() }),
      /** Messages get through again that did not: whoever was asked before and never told is asked from the start. */
      event('PagingStartedOver', { pagingId: z.string() }),
      event('PagingStopped', { pagingId: z.string(), reason: z.string() }),
      event('InvestigationStarted', {}),
      event('CauseIdentified', { description: z.string() }),
      event('UpdatePosted', {
        message: z.string(),
        /** Whom it was written for; everybody where left out. */
        audiences: z.array(z.string()).optional(),
        nextUpdateBy: iso.optional(),
        /** Of these, the audiences in which somebody hears it: theirs is the promise. */
        reaches: z.array(z.string()).optional(),
        /** And those in which nobody does. */
        unheard: z.array(z.string()).optional(),
      }),
      /** `audiences` were promised news by then; everybody where left out. */
      event('UpdateMissed', { dueBy: iso, audiences: z.array(z.string()).optional() }),
      /** What people wrote stands in a row of its own (`words`), which can be erased; then `text` is empty. */
      event('NoteAdded', { text: z.string(), words: sealedData.optional() }),
      event('StakeholdersTold', {
        messageId: z.string(),
        occasion: z.string(),
        audience: z.string(),
        planId: z.string(),
        reached: z.number(),
        failed: z.number(),
      }),
      /** People of an audience who were refused for good, or not reached for the third time; whoever communicates is told. */
      event('StakeholdersMissed', {
        messageId: z.string(),
        occasion: z.string(),
        audience: z.string(),
        after: z.enum(['refusal', 'third-try']),
        /** The first of them, and how many there are. */
        names: z.array(z.string()),
        count: z.number(),
        failure: z.string(),
      }),
      event('IncidentMitigated', { by: z.enum(['workaround', 'fix']), description: z.string(), watchUntil: iso }),
      event('RecoveryWatchExtended', { watchUntil: iso, firing: z.number() }),
      /** Every alert has recovered: it ends when that has lasted until then. */
      event('IncidentQuietened', { until: iso }),
      event('IncidentRelapsed', { reason: z.string() }),
      event('IncidentResolved', { summary: z.string(), automatic: z.boolean() }),
      event('IncidentReopened', { reason: z.string() }),
      event('ReviewOpened', { dueAt: iso, owner: z.string().optional() }),
      event('ReviewReminded', { dueAt: iso }),
      event('ReviewCompleted', { summary: z.string() }),
      event('IncidentClosed', { reason: z.string().optional() }),
      event('IncidentMerged', { into: z.string(), intoNumber: z.string(), reason: z.string().optional() }),
      event('ChildAdopted', {
        childId: z.string(),
        childNumber: z.string(),
        alerts: z.array(alertReference),
        /** What the child's stakeholders were told last, where they were promised more. */
        lastUpdate: z
          .strictObject({
            message: z.string(),
            at: iso,
            nextUpdateBy: iso,
            promises: z.record(z.string(), iso).optional(),
          })
          .optional(),
        /** Whoever has this incident knows of what came. */
        seen: z.literal(true).optional(),
        before,
      }),
      /** It is an incident of its own again; its alerts come back from the incident that went on. */
      event('IncidentSeparated', { from: z.string(), fromNumber: z.string(), reason: z.string() }),
      event('ChildReleased', { childId: z.string(), childNumber: z.string(), reason: z.string() }),
      /** Another incident is a part of the outage that this one leads. */
      event('PartJoined', {
        partId: z.string(),
        partNumber: z.string(),
        serviceId: z.string(),
        /** Why they are one, in words. */
        reason: z.string(),
        /** It was proposed itself, and nobody had decided: the clock of that runs on here. */
        candidate: z
          .strictObject({ decideBy: iso, escalations: z.number(), promotes: z.literal(true).optional() })
          .optional(),
      }),
      event('PartLeft', { partId: z.string(), partNumber: z.string(), reason: z.string() }),
      /** It is decided about with the outage that another incident leads. */
      event('OutageJoined', { leadId: z.string(), leadNumber: z.string(), reason: z.string() }),
      event('OutageLeft', {
        leadId: z.string(),
        leadNumber: z.string(),
        reason: z.string(),
        /** A person took it out: it joins no outage again by itself. */
        taken: z.literal(true).optional(),
      }),
      event('ParentFollowed', { status: z.string(), notes: z.string().optional() }),
      event('ChangesNoted', {
        /** The newest of them, and how many there were. */
        changes: z.array(notedChange),
        total: z.number(),
        withinHours: z.number(),
      }),
      event('ChangeLinked', { change: notedChange, reason: z.string().optional() }),
      event('ChangeUnlinked', { change: notedChange, reason: z.string().optional() }),
      event('StampCorrected', {
        stamp,
        at: iso,
        reason: z.string(),
        /** What it was until then; absent where nothing was known. */
        before: iso.optional(),
      }),
    ])
    .meta({ id: 'IncidentEvent' }))();
export type IncidentEvent = z.infer<typeof incidentEvent>;
export type EventOf<T extends IncidentEvent['type']> = Extract<IncidentEvent, { type: T }>;
