import Mustache from 'mustache';
import * as z from 'zod';
import { CHANNELS, PAGING_CHANNELS } from '../channel/index.ts';
import { condition } from '../condition/condition.ts';
import { configuredHeartbeat } from '../heartbeat/configured-heartbeat.ts';
import { DEFAULT_RETENTION, type Kept, LEAST_RETENTION } from '../retention/retention.ts';
import { severity, severityMatrix, tier } from '../severity/severity.ts';
import { triggerRule } from '../trigger/trigger.ts';
import { LANGUAGES } from '../words/reader.ts';
import { integration } from './integration.ts';
import { id, text, timeZone } from './primitives.ts';

/** Of Muster's own words; what people type goes out as they typed it. */
export const language = z.enum(LANGUAGES).meta({ id: 'Language' });

/** A way to reach one person, and how long after the page began it is used if nobody has acknowledged. */
export const contactMethod = z
  .strictObject({
    channel: z.enum(PAGING_CHANNELS),
    address: z.string().min(3).max(2048),
    afterSeconds: z.number().int().min(0).max(900).default(0),
  })
  // Found out when it is configured, not at three in the morning.
  .superRefine(({ channel, address }, ctx) => {
    for (const { message } of CHANNELS[channel].address.safeParse(address).error?.issues ?? []) {
      ctx.addIssue({ code: 'custom', path: ['address'], message });
    }
  });
export type ContactMethod = z.infer<typeof contactMethod>;

export const person = z.strictObject({
  id,
  name: text,
  email: z.email().optional(),
  /** Absent: the organisation's. */
  timeZone: timeZone.optional(),
  language: language.optional(),
  contacts: z.array(contactMethod).min(1),
});
export type Person = z.infer<typeof person>;

export const team = z.strictObject({
  id,
  name: text,
  members: z.array(id).min(1),
  skills: z.array(z.string()).default([]),
});
export type Team = z.infer<typeof team>;

export const escalationLevel = z.strictObject({
  people: z.array(id).min(1),
  acknowledgeWithinSeconds: z.number().int().min(5).max(86_400).default(300),
});
export type EscalationLevel = z.infer<typeof escalationLevel>;

export const escalationPolicy = z.strictObject({ id, name: text, levels: z.array(escalationLevel).min(1).max(20) });
export type EscalationPolicy = z.infer<typeof escalationPolicy>;

export const service = z.strictObject({
  id,
  name: text,
  description: z.string().max(2000).optional(),
  tier,
  team: id,
  escalationPolicy: id,
  dependsOn: z.array(id).default([]),
  /** Other names by which senders call it: `labels.service`, an alarm tag, a PagerDuty component. */
  aliases: z.array(z.string().min(1)).default([]),
  matrix: severityMatrix.optional(),
  /** Alerts of this service are grouped into one incident per distinct value of these facts, beside the environment. */
  groupBy: z.array(z.string()).default([]),
  runbook: z.url().optional(),
  /** As people outside know it. */
  publicName: text.optional(),
  /** By whose clock groups read of it; the organisation's unless said otherwise. */
  timeZone: timeZone.optional(),
});
export type Service = z.infer<typeof service>;

/** Sends alerts of matching signals to a service; first match wins, before the service named by the message itself. */
export const routingRule = z.strictObject({
  id,
  when: z.array(condition).min(1),
  service: id,
  environment: z.string().optional(),
});
export type RoutingRule = z.infer<typeof routingRule>;

export const maintenanceWindow = z.strictObject({
  id,
  reason: text,
  from: z.iso.datetime({ offset: true }),
  to: z.iso.datetime({ offset: true }),
  when: z.array(condition).min(1),
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;

export const roleDefinition = z.strictObject({
  id,
  title: text,
  /** Who takes it when an incident is declared: the first level of this policy, or the first person of the service's team. */
  fillFrom: z.union([z.strictObject({ policy: id }), z.literal('service-team'), z.literal('nobody')]).default('nobody'),
  tasks: z.array(text).default([]),
});
export type RoleDefinition = z.infer<typeof roleDefinition>;

export const audience = z.enum(['technical', 'business', 'affected-users', 'public']).meta({ id: 'Audience' });
export type Audience = z.infer<typeof audience>;

/** The moments of an incident at which stakeholders are told. */
export const occasion = z
  .enum([
    'declared',
    'severity-changed',
    'update',
    'update-overdue',
    'mitigated',
    'resolved',
    'demoted',
    'merged',
    'relapsed',
    'review-opened',
    'review-overdue',
    'unanswered',
  ])
  .meta({ id: 'Occasion' });
export type Occasion = z.infer<typeof occasion>;

export const communicationPlan = z.strictObject({
  id,
  audience,
  /** Facts of the incident that must hold; empty means always. */
  when: z.array(condition).default([]),
  occasions: z.array(occasion).min(1),
  /** Words of one's own; Muster's, in each reader's language, unless named. */
  template: id.optional(),
  /** The SNS topic (by name) this audience's messages are also published to, once each. */
  topic: z.optional(CHANNELS.topic.address),
});
export type CommunicationPlan = z.infer<typeof communicationPlan>;

/** Somebody who is kept informed, and of what. */
export const stakeholder = z.strictObject({
  id,
  name: text,
  email: z.email(),
  audience,
  services: z.array(id).default([]),
  severityAtLeast: severity.default('SEV5'),
  /** Absent: the organisation's. */
  language: language.optional(),
  timeZone: timeZone.optional(),
});
export type Stakeholder = z.infer<typeof stakeholder>;

/** Found out when it is configured, not when somebody waits for the message. */
const mustache = (limit: number) =>
  z
    .string()
    .min(1)
    .max(limit)
    .superRefine((source, ctx) => {
      try {
        if (holdsUnescaped(Mustache.parse(source)))
          ctx.addIssue({ code: 'custom', message: 'use {{name}}: {{{name}}} and {{&name}} are not escaped' });
      } catch (error) {
        ctx.addIssue({ code: 'custom', message: `not a template: ${error instanceof Error ? error.message : error}` });
      }
    });

/** Of a Mustache token, its kind comes first and the tokens inside a section fifth. */
const holdsUnescaped = (tokens: readonly unknown[]): boolean =>
  tokens.some(
    (token) => Array.isArray(token) && (token[0] === '&' || (Array.isArray(token[4]) && holdsUnescaped(token[4]))),
  );

/** Mustache, escaped by the channel that renders it. */
export const template = z.strictObject({ id, subject: mustache(2000), body: mustache(20_000) });
export type Template = z.infer<typeof template>;

export const role = z.enum(['viewer', 'responder', 'manager', 'admin']).meta({ id: 'AccessRole' });
export type AccessRole = z.infer<typeof role>;

/** A bearer token for the API; its value is derived from the deployment's master key and never stored. */
export const accessToken = z.strictObject({
  id,
  role,
  person: id.optional(),
  generation: z.number().int().min(1).default(1),
});
export type AccessToken = z.infer<typeof accessToken>;

/** Everything a deployment is told in files, before what refers to what is checked. */
const days = (kind: Kept) => z.number().int().min(LEAST_RETENTION[kind]).max(3660).default(DEFAULT_RETENTION[kind]);

const retention = z.strictObject({
  alerts: days('alerts'),
  slots: days('slots'),
  deliveries: days('deliveries'),
  quarantine: days('quarantine'),
  changes: days('changes'),
  reports: days('reports'),
  opsgenieAlerts: days('opsgenieAlerts'),
  opsgenieRequests: days('opsgenieRequests'),
  states: days('states'),
  mailThreads: days('mailThreads'),
} satisfies Readonly<Record<Kept, z.ZodType>>);

export const configurationFields = z.strictObject({
  organisation: z.strictObject({
    name: text,
    publicUrl: z.url().optional(),
    mailFrom: z.email().default('muster@example.com'),
    /** Where answers to mails go. */
    replyTo: z.email().optional(),
    /** Whom a reader may ask, as messages name it. */
    contact: text.optional(),
    language: language.default('en'),
    timeZone: timeZone.default('UTC'),
  }),
  services: z.array(service).min(1),
  teams: z.array(team).min(1),
  people: z.array(person).min(1),
  escalationPolicies: z.array(escalationPolicy).min(1),
  /** Who is paged when every level of a policy stayed silent. Never empty; paged again until somebody acknowledges. */
  catchAll: z.strictObject({
    people: z.array(id).min(1, { error: 'the catch-all is never empty: name somebody who is always reachable' }),
    acknowledgeWithinSeconds: z.number().int().min(5).default(300),
    repeat: z.number().int().min(1).max(100).default(10),
    /** After all these rounds they are paged on this often, for as long as something fires that would page. */
    thenEverySeconds: z.number().int().min(5).default(900),
  }),
  /** Decides about candidates; the levels are the order in which the candidate clock pages. */
  majorIncidentManagers: id,
  communicationsLeads: id.optional(),
  routing: z.array(routingRule).default([]),
  /** The service of an alert that nothing routes. */
  unroutedService: id,
  /** Beside what is spelled as production: `prod`, `PRD`, `live`, `production-us` … */
  productionEnvironments: z.array(z.string().min(1)).min(1).default(['production', 'prod', 'live']),
  /** Those that are spelled as production and are none. */
  nonProductionEnvironments: z.array(z.string().min(1)).default([]),
  severity: z
    .strictObject({ matrix: severityMatrix.optional(), majorFrom: severity.default('SEV2') })
    .default({ majorFrom: 'SEV2' }),
  /** Incidents less severe than this page nobody; they wait for working hours in the list. */
  paging: z
    .strictObject({
      from: severity.default('SEV4'),
      /** A person is paged at once, then told of what else comes by one message in so many seconds, for each channel; 0 for no such bound. */
      digestSeconds: z.number().int().min(0).max(900).default(60),
    })
    .prefault({}),
  /** What whoever acknowledged is told again, and when. A worse severity, and what is grouped otherwise, is told at once. */
  acknowledgement: z
    .strictObject({
      /** A new alert of the same grouping pages again when the acknowledgement is this old. */
      newAlertsAfterSeconds: z.number().int().min(0).default(3600),
      /** Severities at which an acknowledgement expires when nobody records anything. */
      expires: z.array(severity).default(['SEV1', 'SEV2']),
      expiresAfterSeconds: z.number().int().min(10).default(3600),
    })
    .prefault({}),
  triggerRules: z.array(triggerRule).default([]),
  candidate: z
    .strictObject({
      decideWithinSeconds: z.number().int().min(10).default(600),
      promoteWhenUndecided: z.array(severity).default(['SEV1']),
    })
    .prefault({}),
  recovery: z
    .strictObject({
      watchSeconds: z.number().int().min(1).default(900),
      /** How long all alerts have to be quiet before an incident takes it for its end: what flaps goes on meanwhile. */
      countsAfterSeconds: z.number().int().min(0).default(180),
      /** An alert that fires again this long after the resolution reopens the incident instead of opening another. */
      relapseWithinSeconds: z.number().int().min(0).default(3600),
    })
    .prefault({}),
  review: z
    .strictObject({
      severities: z.array(severity).default(['SEV1', 'SEV2', 'SEV3']),
      dueWithinDays: z.number().min(0.001).default(5),
      closureWaits: z.boolean().default(true),
    })
    .prefault({}),
  roles: z.array(roleDefinition).min(1),
  communicationPlans: z.array(communicationPlan).default([]),
  stakeholders: z.array(stakeholder).default([]),
  templates: z.array(template).default([]),
  integrations: z.array(integration).min(1),
  /** Sources that are expected to give signs of life. */
  heartbeats: z.array(configuredHeartbeat).max(1000).default([]),
  maintenanceWindows: z.array(maintenanceWindow).default([]),
  accessTokens: z.array(accessToken).default([]),
  /** How many days each kind of row is kept; the chains of incidents stay for good. */
  retention: retention.prefault({}),
});

export type ConfigurationFields = z.infer<typeof configurationFields>;

/** A validated configuration and the version (a hash of its content) that decisions made under it carry. */
export type Configuration = ConfigurationFields & { readonly version: string };
