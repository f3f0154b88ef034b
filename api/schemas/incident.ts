import * as z from 'zod';
import { notedChange } from '../../domain/change/change.ts';
import { actor } from '../../domain/incident/commit.ts';
import { evaluation, origin, pageRecord, pagingOccasion, pagingPurpose, stamp } from '../../domain/incident/events.ts';
import { incidentStatus, majorStatus } from '../../domain/incident/state.ts';
import { impact, severity, urgency } from '../../domain/severity/severity.ts';

/** `{incident}` of every path: the id or the number that people say aloud. */
export const incidentParams = z.object({
  incident: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .meta({ description: 'Id, or the number that people say aloud', example: 'INC-2026-0042' }),
});

const instant = z.iso.datetime();
const other = z.strictObject({ incidentId: z.string(), number: z.string() });
const roles = z
  .record(
    z.string(),
    z.strictObject({
      personId: z.string(),
      since: instant,
      unanswered: z
        .literal(true)
        .optional()
        .meta({ description: 'They have answered nothing of it so far: whoever does takes the role' }),
    }),
  )
  .meta({ description: 'Who holds which role now' });

/** What tells one incident from another: in lists and in the whole. */
const shared = {
  incidentId: z.string(),
  seq: z.number().int().meta({ description: 'How many commits it has; its ETag' }),
  number: z.string(),
  title: z.string(),
  status: incidentStatus,
  major: majorStatus,
  severity,
  service: z.string().meta({ description: 'Id of the service that it is about' }),
  serviceId: z.string().meta({ description: 'The same as `service`', deprecated: true }),
  affectedServices: z.array(z.string()),
  environment: z.string(),
  alerts: z.number().int().meta({ description: 'How many are attached; `/alerts` lists them' }),
  firing: z.number().int().meta({ description: 'How many of them fire' }),
  roles,
  mergedInto: other.optional(),
  openedAt: instant,
  updatedAt: instant,
};

/** An incident in a list: what tells it from the others, without its alerts, pages and history. */
export const incidentSummary = z
  .strictObject({
    ...shared,
    decideBy: instant.optional().meta({ description: 'Of a candidate: until when somebody must decide' }),
    nextUpdateBy: instant.optional().meta({ description: 'When the next update was promised' }),
  })
  .meta({ id: 'IncidentSummary' });

const shownPaging = z
  .strictObject({
    pagingId: z.string(),
    policyId: z.string(),
    purpose: pagingPurpose,
    occasion: pagingOccasion
      .optional()
      .meta({ description: 'What it is about, where that is not the beginning of the incident' }),
    status: z.enum(['paging', 'acknowledged', 'exhausted', 'stopped']),
    level: z.number().int().meta({ description: '0 while whoever is engaged already is asked first' }),
    catchAll: z.boolean(),
    round: z.number().int(),
    startedAt: instant,
    acknowledgeBy: instant,
    pages: z.array(pageRecord.extend({ level: z.number().int(), at: instant })),
    acknowledgedBy: z.string().optional(),
    acknowledgedAt: instant.optional(),
  })
  .meta({ id: 'Paging' });

/** One incident. It says nothing that only decisions need; its alerts, timeline and deliveries are lists of their own. */
export const shownIncident = z
  .strictObject({
    ...shared,
    description: z.string().optional(),
    category: z.string().optional(),
    subcategory: z.string().optional(),
    affectedUsers: z.number().optional(),
    labels: z.record(z.string(), z.string()),
    origin,
    impact,
    urgency,
    severityReason: z.string(),
    severityBy: z.enum(['rules', 'person']).meta({ description: 'A severity set by a person is not changed by rules' }),
    lastEvaluation: evaluation.optional(),
    organised: z.boolean().meta({ description: 'The roles of a major incident have been asked for' }),
    candidate: z
      .strictObject({
        since: instant,
        reason: z.string(),
        ruleId: z.string().optional(),
        escalations: z.number().int(),
        decideBy: instant,
      })
      .optional(),
    businessImpact: z.string().optional(),
    pagings: z.array(shownPaging).meta({ description: 'In the order in which they were started' }),
    mitigation: z
      .strictObject({
        by: z.enum(['workaround', 'fix']),
        description: z.string(),
        at: instant,
        watchUntil: instant,
      })
      .optional(),
    quiet: z
      .strictObject({ since: instant, until: instant })
      .optional()
      .meta({ description: 'Every alert has recovered since then; it ends when that has lasted' }),
    resolution: z.strictObject({ summary: z.string(), at: instant, automatic: z.boolean() }).optional(),
    review: z
      .strictObject({
        openedAt: instant,
        dueAt: instant,
        reminders: z.number().int(),
        completedAt: instant.optional(),
        summary: z.string().optional(),
      })
      .optional(),
    lastUpdate: z
      .strictObject({
        message: z.string(),
        at: instant,
        nextUpdateBy: instant.optional().meta({ description: 'The first of `promises`' }),
        promises: z.record(z.string(), instant).optional().meta({
          description: 'By when each audience was promised news; an update to one leaves the others standing',
        }),
        audiences: z.array(z.string()).optional().meta({ description: 'In which somebody hears it' }),
        unheard: z
          .array(z.string())
          .optional()
          .meta({ description: 'It was meant for these, and nobody follows as such' }),
      })
      .optional(),
    parentStatus: z.string().optional().meta({ description: 'Of the incident that this one was merged into' }),
    children: z.array(other),
    parts: z
      .array(z.strictObject({ ...other.shape, serviceId: z.string() }))
      .optional()
      .meta({ description: 'Incidents of services that depend on each other, which are decided about with this one' }),
    partOf: other.optional().meta({ description: 'The incident that leads the outage of which this one is a part' }),
    relapses: z.number().int(),
    stamps: z.partialRecord(stamp, z.strictObject({ at: instant, by: actor, reason: z.string().optional() })),
    changesNoted: z.number().int().optional(),
    causes: z.array(notedChange).optional(),
  })
  .meta({ id: 'Incident' });

/** As of a command that did what was asked, and something that whoever asked should know. */
export const incidentWithWarnings = z
  .strictObject({
    ...shownIncident.shape,
    warnings: z
      .array(z.string())
      .optional()
      .meta({ description: 'What was done less than was asked: whom an update does not reach' }),
  })
  .meta({ id: 'IncidentWithWarnings' });

const counts = z.record(z.string(), z.number().int());

/** How many alerts came to an incident, and how. */
export const alertCounts = z
  .strictObject({
    joined: z
      .number()
      .int()
      .meta({ description: 'Episodes of alerts that joined, those of merged incidents included' }),
    recovered: z.number().int(),
    left: z.number().int().meta({ description: 'Folded into a group, or released into another incident' }),
    bySeverity: counts,
    byService: counts,
    curve: z
      .strictObject({ from: instant, seconds: z.number().int(), joined: z.array(z.number().int()) })
      .meta({ description: 'How many joined in each span of so many seconds since `from`' }),
  })
  .meta({ id: 'AlertCounts' });
