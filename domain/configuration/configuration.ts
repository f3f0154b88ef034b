import * as z from 'zod';
import { condition } from '../condition/condition.ts';
import { configuredHeartbeat } from '../heartbeat/configured-heartbeat.ts';
import { DEFAULT_RETENTION, type Kept, LEAST_RETENTION } from '../retention/retention.ts';
import { rota } from '../rota/configured-rota.ts';
import { severity, severityMatrix, tier } from '../severity/severity.ts';
import { triggerRule } from '../trigger/trigger.ts';
import { accessToken } from './access-token.ts';
import { communicationPlan, stakeholder } from './communications.ts';
import { integration } from './integration.ts';
import { template } from './message-template.ts';
import { escalationPolicy, person, team } from './people.ts';
import { id, language, text, timeZone } from './primitives.ts';

export const service = z.strictObject({
  id: id.describe('named by rules, dependencies and messages'),
  name: text.describe('as its own people call it; senders may, too'),
  description: z.string().max(2000).optional().describe('what it is for'),
  tier: tier.describe('1: the company stops without it; 4: nobody outside the team notices for a day'),
  team: id.describe('who look after it'),
  escalationPolicy: id.describe('who is paged for it'),
  dependsOn: z.array(id).default([]).describe('the services that it cannot do without'),
  aliases: z
    .array(z.string().min(1))
    .default([])
    .describe('other names by which senders call it: `labels.service`, an alarm tag, a PagerDuty component'),
  matrix: severityMatrix
    .optional()
    .describe("impact × urgency → severity, where the organisation's matrix is wrong for it"),
  groupBy: z
    .array(z.string())
    .default([])
    .describe('its alerts are one incident for each distinct value of these facts, beside the environment'),
  runbook: z.url().optional().describe('what to do; whoever is paged reads the link'),
  publicName: text.optional().describe('as people outside know it'),
  timeZone: timeZone.optional().describe("by whose clock groups read of it; the organisation's unless said otherwise"),
});
export type Service = z.infer<typeof service>;

/** Sends alerts of matching signals to a service; first match wins, before the service named by the message itself. */
export const routingRule = z.strictObject({
  id: id.describe('shown as the reason'),
  when: z.array(condition).min(1).describe('facts of the signal, all of which must hold'),
  service: id.describe('where it goes'),
  environment: z.string().optional().describe('which environment it is about, whatever the message says'),
});
export type RoutingRule = z.infer<typeof routingRule>;

export const maintenanceWindow = z.strictObject({
  id: id.describe('shown as the reason'),
  reason: text.describe('why; it stands on every alert that is held back'),
  from: z.iso.datetime({ offset: true }).describe('its beginning, with a zone'),
  to: z.iso.datetime({ offset: true }).describe('its end, with a zone'),
  when: z.array(condition).min(1).describe('facts of the signal, all of which must hold'),
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindow>;

export const roleDefinition = z.strictObject({
  id: id.describe('`incident-commander`, `communications-lead`, `technical-lead`, `scribe`, or one of yours'),
  title: text.describe('as people read it'),
  fillFrom: z
    .union([
      z.strictObject({ policy: id.describe('an escalation policy, whose first level takes it') }),
      z.literal('service-team'),
      z.literal('nobody'),
    ])
    .default('nobody')
    .describe("who takes it when an incident is declared: a policy's first level, or the first of the service's team"),
  tasks: z.array(text).default([]).describe('what whoever has it sees to'),
});
export type RoleDefinition = z.infer<typeof roleDefinition>;

const days = (kind: Kept, what: string) =>
  z.number().int().min(LEAST_RETENTION[kind]).max(3660).default(DEFAULT_RETENTION[kind]).describe(what);

const retention = z.strictObject({
  alerts: days('alerts', 'alerts that have ended'),
  slots: days('slots', 'what alerts with one cause competed for'),
  deliveries: days('deliveries', 'who was sent what'),
  quarantine: days('quarantine', 'messages that were not understood'),
  changes: days('changes', 'deployments and other changes'),
  reports: days('reports', 'what people reported by a form'),
  opsgenieAlerts: days('opsgenieAlerts', 'what clients of Opsgenie read of an alert'),
  opsgenieRequests: days('opsgenieRequests', 'what became of requests of clients of Opsgenie'),
  states: days('states', 'the folded states of incidents that are over; they are folded anew when asked for'),
  mailThreads: days('mailThreads', 'which mail belongs to which alert'),
} satisfies Readonly<Record<Kept, z.ZodType>>);

/** Everything a deployment is told in files, before what refers to what is checked. */
export const configurationFields = z.strictObject({
  organisation: z
    .strictObject({
      name: text.describe('yours, as messages name it'),
      publicUrl: z.url().optional().describe('where people reach Muster on AWS, for links in messages'),
      mailFrom: z.email().default('muster@example.com').describe('whom mails come from'),
      replyTo: z.email().optional().describe('where answers to mails go'),
      contact: text.optional().describe('whom a reader may ask, as messages name it'),
      language: language.default('en').describe("of Muster's own words, for whoever has none of their own"),
      timeZone: timeZone.default('UTC').describe('for whoever has none of their own'),
    })
    .describe('who you are, and how messages name you'),
  services: z.array(service).min(1).describe('what alerts are about and people are on duty for'),
  teams: z.array(team).min(1).describe('who look after services'),
  people: z.array(person).min(1).describe('who can be paged'),
  rotas: z.array(rota).max(500).default([]).describe('who is on call when, for levels of escalation policies'),
  escalationPolicies: z.array(escalationPolicy).min(1).describe('who is paged, and who next if nobody acknowledges'),
  catchAll: z
    .strictObject({
      people: z
        .array(id)
        .min(1, { error: 'the catch-all is never empty: name somebody who is always reachable' })
        .describe('who are always reachable'),
      acknowledgeWithinSeconds: z.number().int().min(5).default(300).describe('how long a round lasts'),
      repeat: z.number().int().min(1).max(100).default(10).describe('how many rounds'),
      thenEverySeconds: z
        .number()
        .int()
        .min(5)
        .default(900)
        .describe('after all rounds they are paged on this often, for as long as something fires that would page'),
    })
    .describe('who is paged when every level of a policy stayed silent; again, until somebody acknowledges'),
  majorIncidentManagers: id.describe(
    'the escalation policy of those who decide about candidates; its levels are the order in which they are asked',
  ),
  communicationsLeads: id.optional().describe('the escalation policy of those who tell stakeholders'),
  routing: z
    .array(routingRule)
    .default([])
    .describe(
      'which service a signal is about; the first that matches wins, before the service that the message names',
    ),
  unroutedService: id.describe('the service of an alert that nothing routes'),
  productionEnvironments: z
    .array(z.string().min(1))
    .min(1)
    .default(['production', 'prod', 'live'])
    .describe(
      'where customers are, beside what is spelled as production (`prod`, `PRD`, `live`, `production-us` …); an alert that names no environment is about the first',
    ),
  nonProductionEnvironments: z
    .array(z.string().min(1))
    .default([])
    .describe('those that are spelled as production and are none'),
  severity: z
    .strictObject({
      matrix: severityMatrix.optional().describe("impact × urgency → severity; Muster's own unless said otherwise"),
      majorFrom: severity.default('SEV2').describe('from here on an incident is major by its severity'),
    })
    .default({ majorFrom: 'SEV2' })
    .describe('how bad is bad'),
  paging: z
    .strictObject({
      from: severity
        .default('SEV4')
        .describe('incidents less severe than this page nobody; they wait for working hours in the list'),
      digestSeconds: z
        .number()
        .int()
        .min(0)
        .max(900)
        .default(60)
        .describe(
          'a person is paged at once, then told of what else comes by one message in so many seconds, for each channel; 0 for no such bound',
        ),
    })
    .prefault({})
    .describe('what pages'),
  acknowledgement: z
    .strictObject({
      newAlertsAfterSeconds: z
        .number()
        .int()
        .min(0)
        .default(3600)
        .describe('a new alert of the same grouping pages again when the acknowledgement is this old'),
      expires: z
        .array(severity)
        .default(['SEV1', 'SEV2'])
        .describe('severities at which an acknowledgement expires when nobody records anything'),
      expiresAfterSeconds: z.number().int().min(10).default(3600).describe('after how long it expires'),
    })
    .prefault({})
    .describe(
      'what whoever acknowledged is told again, and when; a worse severity, and what is grouped otherwise, is told at once',
    ),
  triggerRules: z
    .array(triggerRule)
    .default([])
    .describe('what makes a major incident of an incident; the first that matches wins'),
  candidate: z
    .strictObject({
      decideWithinSeconds: z.number().int().min(10).default(600).describe('after so long the next manager is asked'),
      promoteWhenUndecided: z
        .array(severity)
        .default(['SEV1'])
        .describe('severities that are declared by themselves after twice as long; others lapse after six times'),
    })
    .prefault({})
    .describe('incidents proposed as major and not yet decided'),
  outage: z
    .strictObject({
      withinSeconds: z
        .number()
        .int()
        .min(0)
        .max(86_400)
        .default(300)
        .describe('they began within this time of each other; 0 for never'),
      gatherSeconds: z
        .number()
        .int()
        .min(0)
        .max(300)
        .default(3)
        .describe(
          'a manager is asked, or what a rule promotes is declared, this long after it began, where services depend on each other: one page names all that begins meanwhile',
        ),
    })
    .prefault({})
    .describe('incidents of services that depend on each other, or on the same third one, are decided about as one'),
  recovery: z
    .strictObject({
      watchSeconds: z.number().int().min(1).default(900).describe('how long a mitigated incident is watched'),
      countsAfterSeconds: z
        .number()
        .int()
        .min(0)
        .default(180)
        .describe('how long all alerts have to be quiet before an incident takes it for its end: what flaps goes on'),
      relapseWithinSeconds: z
        .number()
        .int()
        .min(0)
        .default(3600)
        .describe('an alert that fires again this long after the resolution reopens the incident'),
    })
    .prefault({})
    .describe('when an incident is over'),
  review: z
    .strictObject({
      severities: z.array(severity).default(['SEV1', 'SEV2', 'SEV3']).describe('which incidents owe one'),
      dueWithinDays: z.number().min(0.001).default(5).describe('how long after the resolution'),
      closureWaits: z.boolean().default(true).describe('whether an incident is closed only after its review'),
    })
    .prefault({})
    .describe('what is owed after a major incident'),
  roles: z.array(roleDefinition).min(1).describe('the parts that people play in a major incident'),
  communicationPlans: z.array(communicationPlan).default([]).describe('which audience is told what, and when'),
  stakeholders: z.array(stakeholder).default([]).describe('who is told of major incidents and works on none'),
  templates: z.array(template).default([]).describe('messages in words of your own'),
  integrations: z.array(integration).min(1).describe('who sends alerts'),
  heartbeats: z
    .array(configuredHeartbeat)
    .max(1000)
    .default([])
    .describe('senders that are expected to give signs of life, and whose silence is an alert'),
  maintenanceWindows: z
    .array(maintenanceWindow)
    .default([])
    .describe('when alerts are recorded and not acted upon; people make others by day, with `muster maintenance`'),
  accessTokens: z.array(accessToken).default([]).describe('of people and programs that use the API'),
  retention: retention
    .prefault({})
    .describe('how many days each kind of row is kept; chains of incidents stay for good'),
});

export type ConfigurationFields = z.infer<typeof configurationFields>;

/** A validated configuration and the version (a hash of its content) that decisions made under it carry. */
export type Configuration = ConfigurationFields & { readonly version: string };
