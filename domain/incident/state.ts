import * as z from 'zod';
import { notedChange } from '../change/change.ts';
import { impact, severity, urgency } from '../severity/severity.ts';
import { alertSeverity } from '../signal/signal.ts';
import { sealedData } from '../stream/personal.ts';
import { attachedAlert, knownGroup } from './alerts-known.ts';
import { actor } from './commit.ts';
import { evaluation, origin, pageRecord, pagingOccasion, pagingPurpose, stamp } from './events.ts';

const iso = /* @__PURE__ */ (() => z.iso.datetime())();

export const incidentStatus = /* @__PURE__ */ (() =>
  z
    .enum(['open', 'investigating', 'identified', 'mitigated', 'resolved', 'closed', 'merged'])
    .meta({ id: 'IncidentStatus' }))();
export type IncidentStatus = z.infer<typeof incidentStatus>;

export const majorStatus = /* @__PURE__ */ (() =>
  z.enum(['none', 'candidate', 'accepted', 'rejected', 'demoted']).meta({ id: 'MajorStatus' }))();
export type MajorStatus = z.infer<typeof majorStatus>;

const headline = /* @__PURE__ */ (() =>
  z.strictObject({
    alertId: z.string(),
    severity: alertSeverity,
    serviceId: z.string(),
    title: z.string(),
    words: sealedData.optional(),
  }))();
export type Headline = z.infer<typeof headline>;

/**
 * What decisions need of an incident's alerts, however many there are: counts of all of them, and those that commits named
 * lately. The others are rows (`MemberStore`), which whoever decides about them lays beside the state (`recall`).
 */
const heldAlerts = /* @__PURE__ */ (() =>
  z.strictObject({
    /** As the newest commits made them; null for one that has left the incident. */
    recent: z.record(z.string(), attachedAlert.nullable()),
    /** There may be more than `recent`: they are rows. */
    beyond: z.boolean(),
    total: z.number(),
    /** How many of those that fire are held back; absent for none. */
    suppressed: z.number().optional(),
    /** How many fire, by `<severity> <serviceId>`. */
    firingBy: z.record(z.string(), z.number()),
    /** How many joined at which instants, in ms since 1970 (`Arrivals`). */
    arrivals: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
    /** The commit that last ended the incident and all that fired in it, and how many that were. */
    ended: z.strictObject({ seq: z.number(), firing: z.number() }).optional(),
    /** How many of those that fire and are not held back were acknowledged one by one, and by whom last. */
    acknowledged: z.strictObject({ count: z.number(), by: z.string() }).optional(),
    /** The worst that fire, the worst first, as many as are kept: what the incident is called by. */
    headlines: z.array(headline).optional(),
    /** What services group its alerts by, beside each service as a whole. */
    groupings: z.array(z.string()).optional(),
    /** Conditions whose alerts have another key each time: the last of them, and since when the incident has known the condition. */
    conditions: z.record(z.string(), z.strictObject({ alertId: z.string(), since: iso })).optional(),
  }))();

export const paging = /* @__PURE__ */ (() =>
  z
    .strictObject({
      pagingId: z.string(),
      policyId: z.string(),
      purpose: pagingPurpose,
      occasion: pagingOccasion.optional(),
      status: z.enum(['paging', 'acknowledged', 'exhausted', 'stopped']),
      level: z.number(),
      catchAll: z.boolean(),
      round: z.number(),
      startedAt: iso,
      acknowledgeBy: iso,
      /** Rounds of the catch-all of which nothing was handed over: they do not count. */
      silentRounds: z.number().optional(),
      /** All rounds have passed: the catch-all is asked on, more rarely. */
      exhausted: z.boolean().optional(),
      /** Each with the seq of the commit that decided it; absent in what an earlier version stored. */
      pages: z.array(pageRecord.extend({ level: z.number(), at: iso, seq: z.number().optional() })),
      acknowledgedBy: z.string().optional(),
      acknowledgedAt: iso.optional(),
    })
    .meta({ id: 'Paging' }))();
export type Paging = z.infer<typeof paging>;

export const stamped = /* @__PURE__ */ (() => z.strictObject({ at: iso, by: actor, reason: z.string().optional() }))();

/** What the resolver who has it has seen, and what has come since. */
const acknowledgement = /* @__PURE__ */ (() =>
  z.strictObject({
    by: z.string(),
    at: iso,
    /** Anything worse is news at once. */
    severity,
    /** Alerts of these groupings are news only after a while; of any other, at once. */
    groupings: z.array(z.string()),
    /** When a person last recorded anything. */
    progressAt: iso,
    expiresAfterSeconds: z.number().optional(),
    /** Alerts that joined since, of which nobody has been told: some of them, and when somebody is. */
    news: z
      .strictObject({ alerts: z.array(z.strictObject({ alertId: z.string(), title: z.string() })), until: iso })
      .optional(),
  }))();

/** What a rejection or demotion was decided upon; less than or equal to this proposes nothing again. */
const evidence = /* @__PURE__ */ (() =>
  z.strictObject({
    severity,
    alerts: z.number(),
    services: z.array(z.string()),
    ruleId: z.string().optional(),
    /** Those that held then; absent in what an earlier version decided. */
    rules: z.array(z.string()).optional(),
    recovered: z.boolean(),
  }))();

/** One more with every change of what the same commits come to, or of the shape of a state. */
export const STATE_VERSION = 5;

/**
 * An incident: the fold of its commits. Two fields side by side say where it is: `status` (the work) and `major` (the
 * decision). `version` says which fold made it; what another one stored is not gone on from (`currentState`).
 */
export const incidentState = /* @__PURE__ */ (() =>
  z
    .strictObject({
      version: z.literal(STATE_VERSION),
      incidentId: z.string(),
      seq: z.number(),
      hash: z.string(),
      number: z.string(),
      title: z.string(),
      /** The alert whose title it has. */
      titleOf: z.string().optional(),
      description: z.string().optional(),
      /** Where the words stand that whoever reported it wrote; the title tells what they are about. */
      words: sealedData.optional(),
      /** The same of whoever wrote what it is called by now, where that is somebody else. */
      titleWords: sealedData.optional(),
      category: z.string().optional(),
      subcategory: z.string().optional(),
      status: incidentStatus,
      major: majorStatus,
      serviceId: z.string(),
      affectedServices: z.array(z.string()),
      affectedUsers: z.number().optional(),
      labels: z.record(z.string(), z.string()),
      environment: z.string(),
      origin,
      impact,
      urgency,
      severity,
      severityReason: z.string(),
      /** A severity set by a person is not changed by rules. */
      severityBy: z.enum(['rules', 'person']),
      alerts: heldAlerts,
      /** How many of its alerts fire. */
      firing: z.number(),
      /** As the newest commits made them; there may be more, as rows, where `groupsBeyond` says so. */
      groups: z.record(z.string(), knownGroup).optional(),
      groupsBeyond: z.boolean().optional(),
      /** How many of all groups may hide alerts that fire; absent for none. */
      groupsHiding: z.number().optional(),
      lastEvaluation: evaluation.optional(),
      candidate: z
        .strictObject({
          since: iso,
          reason: z.string(),
          ruleId: z.string().optional(),
          escalations: z.number(),
          decideBy: iso,
          /** It is declared then: a rule says so, and nobody is asked. */
          promotes: z.literal(true).optional(),
        })
        .optional(),
      evidence: evidence.optional(),
      businessImpact: z.string().optional(),
      organised: z.boolean(),
      roles: z.record(
        z.string(),
        z.strictObject({
          personId: z.string(),
          since: iso,
          /** They have answered nothing so far: whoever does takes it. */
          unanswered: z.literal(true).optional(),
        }),
      ),
      pagings: z.record(z.string(), paging),
      /** Of the resolvers' pages; absent while nobody has it, and after it was thought to be over. */
      acknowledgement: acknowledgement.optional(),
      mitigation: z
        .strictObject({
          by: z.enum(['workaround', 'fix']),
          description: z.string(),
          at: iso,
          watchUntil: iso,
          /** Alerts have joined or worsened since. */
          joined: z.literal(true).optional(),
        })
        .optional(),
      /** Every alert has recovered, since then; it ends when that has lasted. */
      quiet: z.strictObject({ since: iso, until: iso }).optional(),
      resolution: z.strictObject({ summary: z.string(), at: iso, automatic: z.boolean() }).optional(),
      review: z
        .strictObject({
          openedAt: iso,
          dueAt: iso,
          reminders: z.number(),
          completedAt: iso.optional(),
          summary: z.string().optional(),
        })
        .optional(),
      lastUpdate: z
        .strictObject({
          message: z.string(),
          at: iso,
          /** The first of `promises`. */
          nextUpdateBy: iso.optional(),
          /** By when each audience was promised news. */
          promises: z.record(z.string(), iso).optional(),
          /** In which audiences somebody heard it, and in which of those that it was meant for nobody did. */
          audiences: z.array(z.string()).optional(),
          unheard: z.array(z.string()).optional(),
        })
        .optional(),
      /** The worst that it was, and all the services that it hit, since it was declared: whoever heard of that hears how it ends. */
      told: z.strictObject({ severity, services: z.array(z.string()) }).optional(),
      mergedInto: z.strictObject({ incidentId: z.string(), number: z.string() }).optional(),
      /** Who merged it. */
      mergedBy: z.string().optional(),
      parentStatus: z.string().optional(),
      children: z.array(z.strictObject({ incidentId: z.string(), number: z.string() })),
      /** The incidents of the outage that it leads; absent where it leads none. */
      parts: z.array(z.strictObject({ incidentId: z.string(), number: z.string(), serviceId: z.string() })).optional(),
      /** The incident that leads the outage of which it is a part. */
      partOf: z.strictObject({ incidentId: z.string(), number: z.string() }).optional(),
      /** A person took it out of an outage, or took a merge back. */
      apart: z.literal(true).optional(),
      relapses: z.number(),
      stamps: z.partialRecord(stamp, stamped),
      openedAt: iso,
      updatedAt: iso,
      /** How many changes were found that may have caused it; absent until somebody looked and found some. */
      changesNoted: z.number().optional(),
      /** The changes that people say caused it. */
      causes: z.array(notedChange).optional(),
      /** The latest command ids with the seq they became and what they asked, for idempotency. */
      recentCommands: z.array(z.strictObject({ commandId: z.string(), seq: z.number(), requestHash: z.string() })),
    })
    .meta({ id: 'Incident' }))();
export type IncidentState = z.infer<typeof incidentState>;

/** How many command ids an incident remembers for idempotency. */
export const RECENT_COMMANDS = 50;

/** Work is going on: alerts attach, people are paged. */
export const isWorkedOn = (state: IncidentState): boolean =>
  state.status === 'open' || state.status === 'investigating' || state.status === 'identified';

/** A manager decides about it, or has. */
export const isMajorOrProposed = ({ major }: IncidentState): boolean => major === 'candidate' || major === 'accepted';

/** Nothing further happens to it. */
export const isEnded = (state: Pick<IncidentState, 'status'>): boolean =>
  state.status === 'closed' || state.status === 'merged';

export const activePagings = (state: IncidentState): Paging[] =>
  Object.values(state.pagings).filter((p) => p.status === 'paging');

/** Somebody is being paged for this purpose, and has not answered. */
export const isPagedFor = (state: IncidentState, purpose: Paging['purpose']): boolean =>
  activePagings(state).some((paging) => paging.purpose === purpose);

/** Nothing says that it is over, or only people do, who watch whether that is so. */
export const isUnresolved = (state: IncidentState): boolean => isWorkedOn(state) || state.status === 'mitigated';

/** A promise of a next update binds while a major incident is worked on or watched. */
export const awaitsUpdate = (state: IncidentState): boolean => state.major === 'accepted' && isUnresolved(state);

/** Something is to come of its acknowledgement by time alone. */
const hasAcknowledgementClock = (state: IncidentState): boolean =>
  isUnresolved(state) &&
  (state.acknowledgement?.news !== undefined || state.acknowledgement?.expiresAfterSeconds !== undefined);

/** Its process should be running: somebody must decide, it is major, or a clock of it runs. */
export const needsIncidentProcess = (state: IncidentState): boolean =>
  !isEnded(state) &&
  (state.major === 'candidate' ||
    state.major === 'accepted' ||
    state.status === 'mitigated' ||
    state.quiet !== undefined ||
    hasAcknowledgementClock(state));

/** Some workflow should be running for it; the reconciler looks after that. */
export const needsProcess = (state: IncidentState): boolean =>
  needsIncidentProcess(state) || activePagings(state).length > 0;

/** Each alert that fires was acknowledged by itself, or is held back: nobody is to be asked for any. */
export const isEachAnswered = ({ alerts, firing }: IncidentState): boolean =>
  firing > 0 && alerts.acknowledged !== undefined && alerts.acknowledged.count + (alerts.suppressed ?? 0) >= firing;

/** All that fires is held back, and nothing else speaks for the incident: no person reported it, and none declared it major. */
export const isSuppressed = ({ alerts, firing, groupsHiding = 0, major, origin }: IncidentState): boolean =>
  firing > 0 &&
  (alerts.suppressed ?? 0) >= firing &&
  major !== 'accepted' &&
  origin.kind !== 'person' &&
  groupsHiding === 0;
