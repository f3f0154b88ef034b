import * as z from 'zod';
import type { AlertReference } from '../alert/alert.ts';
import type { NotedChange } from '../change/change.ts';
import { audience } from '../configuration/communications.ts';
import { impact, severity, urgency } from '../severity/severity.ts';
import { oneLine } from '../signal/one-line.ts';
import type { SealedData } from '../stream/personal.ts';
import type { GroupReference, NamedAlert } from './alerts-known.ts';
import type { Metadata } from './commit.ts';
import { type Origin, stamp } from './events.ts';
import type { IncidentState } from './state.ts';

const words = z.string().trim().min(1).max(8000);
const reason = words.describe('Why; kept on the timeline');

/**
 * What people and programs may ask of an incident: the last segment of `POST /v1/incidents/{id}/{command}` and the body it
 * takes. The same schemas make the OpenAPI document and check the CLI.
 */
export const publicCommands = {
  propose: z.strictObject({ reason, businessImpact: words.optional() }),
  accept: z.strictObject({ reason: words.optional(), businessImpact: words.optional() }),
  reject: z.strictObject({ reason }),
  demote: z.strictObject({ reason }),
  acknowledge: z.strictObject({
    person: z.string().optional(),
    pagingId: z.string().optional(),
    pageId: z.string().optional(),
    alerts: z
      .array(z.string().min(1).max(64))
      .min(1)
      .max(500)
      .optional()
      .describe('Only these of its alerts: somebody has them, and the pages for the others go on'),
  }),
  'pass-on': z.strictObject({
    person: z.string().optional().describe('Who cannot take it; you unless said otherwise'),
    reason: words.optional().describe('Why; whoever is paged next reads it'),
  }),
  'ask-for-help': z.strictObject({
    need: words.describe('What is needed; whoever is paged for it reads it'),
    person: z
      .string()
      .optional()
      .describe('Whom to ask, by id; whoever of the service is next on call unless said otherwise'),
  }),
  investigate: z.strictObject({}),
  identify: z.strictObject({ description: words }),
  'assign-role': z.strictObject({ role: z.string().min(1), person: z.string().min(1) }),
  'change-severity': z
    .strictObject({ severity: severity.optional(), impact: impact.optional(), urgency: urgency.optional(), reason })
    .refine((c) => c.severity ?? c.impact ?? c.urgency, {
      error: 'name a severity, or an impact or urgency to assess it from',
    }),
  'post-update': z.strictObject({
    message: words,
    audiences: z.array(audience).min(1).optional(),
    nextUpdateInMinutes: z.number().positive().max(10_080).optional(),
  }),
  'add-note': z.strictObject({ text: words }),
  mitigate: z.strictObject({ by: z.enum(['workaround', 'fix']), description: words }),
  resolve: z.strictObject({ summary: words }),
  reopen: z.strictObject({ reason }),
  close: z.strictObject({ reason: words.optional() }),
  merge: z.strictObject({
    into: z.string().min(1).describe('Id or number of the incident that goes on'),
    reason: words.optional(),
  }),
  separate: z.strictObject({ reason }),
  'link-change': z.strictObject({
    changeId: z.string().min(1).max(1024).describe('Id of the change that caused it, as GET …/changes has it'),
    service: z
      .string()
      .min(1)
      .optional()
      .describe('Whose change it is, where that is none of the affected services and what they depend on'),
    reason: words.optional(),
  }),
  'unlink-change': z.strictObject({ changeId: z.string().min(1).max(1024), reason: words.optional() }),
  'complete-review': z.strictObject({ summary: words }),
  'correct-stamp': z.strictObject({ stamp, at: z.iso.datetime({ offset: true }), reason }),
} as const;

export type PublicCommandName = keyof typeof publicCommands;
/** A body without members is inferred as a record in which nothing may be, not even the type of the command. */
type Body<S extends z.ZodType> = z.infer<S> extends Record<string, never> ? unknown : z.infer<S>;
export type PublicCommand = {
  [N in PublicCommandName]: { type: N } & Body<(typeof publicCommands)[N]>;
}[PublicCommandName];

/** What a person states when opening an incident by hand: a report, or (with `declare`) a major incident at once. */
export const openByHand = z
  .strictObject({
    title: z.string().overwrite(oneLine).trim().min(1).max(1024),
    description: words.optional(),
    service: z.string().min(1),
    environment: z.string().min(1).optional(),
    impact: impact.optional(),
    urgency: urgency.optional(),
    affectedUsers: z.number().int().nonnegative().optional(),
    impactStartedAt: z.iso.datetime({ offset: true }).optional(),
    category: z.string().max(200).optional(),
    subcategory: z.string().max(200).optional(),
    reporter: z.string().max(200).optional(),
    declare: z.boolean().default(false).describe('Declare a major incident at once; needs the manager role'),
    businessImpact: words.optional(),
  })
  .meta({ id: 'OpenIncident' });
export type OpenByHand = z.infer<typeof openByHand>;

/** What a merged incident that is major, or proposed as such, hands to the one that goes on. */
export interface MajorChild {
  readonly decision: 'candidate' | 'accepted';
  readonly reason: string;
  readonly businessImpact?: string;
  readonly assessment: Pick<IncidentState, 'impact' | 'urgency' | 'severity' | 'severityBy'>;
  /** People still work on it: it was neither mitigated nor resolved. */
  readonly worked: boolean;
  /** Who has which role. */
  readonly roles: Readonly<Record<string, string>>;
  /** What stakeholders were told last, and by when they were promised more. */
  readonly lastUpdate?: IncidentState['lastUpdate'];
}

/** Managers who have been asked about a part of an outage. */
export interface AskedElsewhere {
  /** Who has answered. */
  readonly by?: string;
  /** The level that was asked last, and until when it has time to answer. */
  readonly level: number;
  readonly until: string;
  readonly severity: IncidentState['severity'];
}

/** What Muster itself asks: alerts, clocks, workflows, other incidents. */
export type SystemCommand =
  | {
      type: 'open';
      number: string;
      title: string;
      description?: string;
      serviceId: string;
      environment: string;
      origin: Origin;
      alerts: readonly AlertReference[];
      group?: GroupReference;
      labels?: Readonly<Record<string, string>>;
      byHand?: OpenByHand;
    }
  | {
      type: 'attach-alerts';
      alerts: readonly AlertReference[];
      group?: GroupReference;
      /** Only where the incident is this service's, or can become it. */
      home?: { readonly serviceId: string; readonly environment: string };
    }
  | {
      type: 'recover-alerts';
      alerts: readonly { alertId: string; episode: number }[];
      groupOver?: string;
      because?: string;
    }
  | { type: 'suppress-alerts'; alerts: readonly NamedAlert[]; by: string; until?: string }
  | { type: 'lift-suppression'; alerts: readonly NamedAlert[]; by: string }
  | { type: 'note-hidden'; group: string; groupKey?: string; hidden: number }
  | { type: 'release-group'; group: string; intoId: string; intoNumber: string }
  /** `silent`: nothing of the last round was handed over to anybody. */
  | { type: 'page-next-level'; pagingId: string; afterLevel: number; afterRound: number; silent?: boolean }
  | { type: 'start-over'; pagingId: string }
  | {
      type: 'note-failed-contact';
      pagingId: string;
      pageId: string;
      personId: string;
      channel: string;
      reason: string;
      providerDown?: boolean;
      /** With it nobody of this level is left who could be told. */
      unreachableLevel?: number;
    }
  | { type: 'note-superseded-page'; pagingId: string; pageId: string; personId: string; ageSeconds: number }
  /** `unreached`: who was asked to decide, and was told by no message so far. */
  | { type: 'escalate-candidate'; unreached?: readonly string[] }
  | { type: 'organise' }
  | { type: 'confirm-recovery' }
  | { type: 'conclude-recovery' }
  | { type: 'page-news' }
  | { type: 'check-acknowledgement' }
  | { type: 'open-review' }
  | { type: 'miss-update' }
  | { type: 'remind-review' }
  | {
      type: 'adopt-child';
      childId: string;
      childNumber: string;
      alerts: readonly AlertReference[];
      /** Which of them stand for which group as a whole. */
      groups?: Readonly<Record<string, readonly string[]>>;
      /** Absent for a child that is ordinary. */
      major?: MajorChild;
      /** Who had acknowledged it. */
      hadBy?: string;
      /** Who merged it. */
      broughtBy?: string;
    }
  | {
      type: 'take-part';
      part: Pick<IncidentState, 'incidentId' | 'number' | 'serviceId' | 'severity' | 'impact' | 'urgency'>;
      reason: string;
      /** It was proposed, and nobody has decided. */
      candidate?: {
        decideBy: string;
        escalations: number;
        reason: string;
        ruleId?: string;
        businessImpact?: string;
        promotes?: true;
      };
      asked?: AskedElsewhere;
      /** Of a rule that declares a major incident because of it. */
      promotedBy?: NonNullable<IncidentState['lastEvaluation']>;
    }
  | { type: 'join-outage'; leadId: string; leadNumber: string; reason: string }
  | { type: 'leave-outage'; leadId: string; reason: string }
  | { type: 'drop-part'; partId: string; reason: string; taken?: true }
  | { type: 'take-back'; alerts: readonly AlertReference[]; fromNumber: string }
  | { type: 'release-child'; childId: string; childNumber: string; alertIds: readonly string[]; reason: string }
  | { type: 'note-changes'; changes: readonly NotedChange[]; total: number }
  | { type: 'follow-parent'; status: string; notes?: string }
  | {
      type: 'note-missed-stakeholders';
      messageId: string;
      occasion: string;
      audience: string;
      /** They were refused for good, or could not be reached for the third time. */
      after: 'refusal' | 'third-try';
      names: readonly string[];
      failure: string;
    }
  | {
      type: 'record-told';
      messageId: string;
      occasion: string;
      audience: string;
      planId: string;
      reached: number;
      failed: number;
    };

/** `merge` as the aggregate sees it: the other incident has been looked up. */
type MergeTarget = { intoId?: string; intoNumber?: string };

/** `link-change` as the aggregate sees it: the change has been looked up. */
type FoundChange = { change?: NotedChange };

/** What people wrote as the aggregate sees it: the words have been kept beside, and are compared by a keyed hash (`said`). */
type KeptWords = { words?: SealedData; said?: string };

export type IncidentCommand = (PublicCommand | SystemCommand) &
  MergeTarget &
  FoundChange &
  KeptWords & { readonly metadata: Metadata };
export type CommandOf<T extends IncidentCommand['type']> = Extract<IncidentCommand, { type: T }>;
