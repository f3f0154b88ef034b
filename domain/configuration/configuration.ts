import Mustache from 'mustache';
import * as z from 'zod';
import { condition } from '../condition/condition.ts';
import { FACT_NAMES, isFactOf } from '../condition/fact-names.ts';
import { configuredHeartbeat } from '../heartbeat/configured-heartbeat.ts';
import { toMs } from '../instant/instant.ts';
import { severity, severityMatrix, tier } from '../severity/severity.ts';
import { alertSeverity } from '../signal/signal.ts';
import { triggerRule } from '../trigger/trigger.ts';
import { eventRule } from './event-rule.ts';

/** Ids appear in URLs, page ids and execution names. */
const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'an id is lower-case letters, digits and hyphens, at most 63' })
  // State is kept in plain objects by id; what every object has must not look like an entry.
  .refine((name) => !(name in {}), { error: 'this word has a meaning in JavaScript objects; choose another id' });

const timeZone = z.string().refine(
  (zone) => {
    try {
      return new Intl.DateTimeFormat('en', { timeZone: zone }) !== undefined;
    } catch {
      return false;
    }
  },
  { error: 'a time zone is an IANA name such as Europe/Lisbon' },
);

const text = z.string().min(1).max(2000);

/** A way to reach one person, and how long after the page began it is used if nobody has acknowledged. */
export const contactMethod = z.strictObject({
  channel: z.enum(['sms', 'email', 'webhook']),
  address: z.string().min(3).max(2048),
  afterSeconds: z.number().int().min(0).max(900).default(0),
});
export type ContactMethod = z.infer<typeof contactMethod>;

export const person = z.strictObject({
  id,
  name: text,
  email: z.email().optional(),
  timeZone: timeZone.default('UTC'),
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

export const integration = z.strictObject({
  id,
  name: text.optional(),
  source: z.string().min(1),
  /** The service of signals that name none. */
  service: id.optional(),
  environment: z.string().optional(),
  /** Live generations of the key: two during a rotation, the newest first. */
  keyGenerations: z.array(z.number().int().min(1)).min(1).max(2).default([1]),
  severityOverrides: z.record(z.string(), alertSeverity).default({}),
  /** JSONata that makes of a body what the source reads, for senders whose body cannot be edited. */
  mapping: z.string().min(1).max(16_384).optional(),
  /** What events mean that no source knows; for integrations of the source `aws-events`. */
  eventRules: z.array(eventRule).max(200).optional(),
  /** Only messages of these SNS topics are taken; without it, of any topic whose publisher has the key. */
  topicArns: z.array(z.string().startsWith('arn:')).min(1).optional(),
});
export type Integration = z.infer<typeof integration>;

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
    'relapsed',
    'review-opened',
    'review-overdue',
  ])
  .meta({ id: 'Occasion' });
export type Occasion = z.infer<typeof occasion>;

export const communicationPlan = z.strictObject({
  id,
  audience,
  /** Facts of the incident that must hold; empty means always. */
  when: z.array(condition).default([]),
  occasions: z.array(occasion).min(1),
  template: id,
  /** The SNS topic (by name) this audience's messages are also published to, once each. */
  topic: z.string().optional(),
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

const fields = z.strictObject({
  organisation: z.strictObject({
    name: text,
    publicUrl: z.url().optional(),
    mailFrom: z.email().default('muster@example.com'),
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
  }),
  /** Decides about candidates; the levels are the order in which the candidate clock pages. */
  majorIncidentManagers: id,
  communicationsLeads: id.optional(),
  routing: z.array(routingRule).default([]),
  /** The service of an alert that nothing routes. */
  unroutedService: id,
  productionEnvironments: z.array(z.string()).min(1).default(['production', 'prod', 'live']),
  severity: z
    .strictObject({ matrix: severityMatrix.optional(), majorFrom: severity.default('SEV2') })
    .default({ majorFrom: 'SEV2' }),
  /** Incidents less severe than this page nobody; they wait for working hours in the list. */
  paging: z.strictObject({ from: severity.default('SEV4') }).prefault({}),
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
});

type Fields = z.infer<typeof fields>;
type Path = (string | number)[];

/** Names the first reference of each kind that leads nowhere, and ids that are used twice. */
const checkReferences = (c: Fields, complain: (path: Path, message: string) => void): void => {
  const idsOf = (list: readonly { id: string }[], kind: string): Set<string> => {
    const seen = new Set<string>();
    list.forEach((entry, i) => {
      if (seen.has(entry.id)) complain([kind, i, 'id'], `"${entry.id}" is used twice in ${kind}`);
      seen.add(entry.id);
    });
    return seen;
  };
  const people = idsOf(c.people, 'people');
  const teams = idsOf(c.teams, 'teams');
  const services = idsOf(c.services, 'services');
  const policies = idsOf(c.escalationPolicies, 'escalationPolicies');
  const templates = idsOf(c.templates, 'templates');
  const integrations = idsOf(c.integrations, 'integrations');
  for (const kind of [
    'triggerRules',
    'routing',
    'heartbeats',
    'communicationPlans',
    'stakeholders',
    'roles',
    'maintenanceWindows',
    'accessTokens',
  ] as const) {
    idsOf(c[kind], kind);
  }
  const needs = (known: Set<string>, kind: string, value: string | undefined, ...path: Path): void => {
    if (value !== undefined && !known.has(value)) complain(path, `there is no ${kind} "${value}"`);
  };
  c.teams.forEach((t, i) => {
    t.members.forEach((p, j) => {
      needs(people, 'person', p, 'teams', i, 'members', j);
    });
  });
  c.escalationPolicies.forEach((policy, i) => {
    policy.levels.forEach((l, j) => {
      l.people.forEach((p, k) => {
        needs(people, 'person', p, 'escalationPolicies', i, 'levels', j, 'people', k);
      });
    });
  });
  c.catchAll.people.forEach((p, i) => {
    needs(people, 'person', p, 'catchAll', 'people', i);
  });
  c.services.forEach((s, i) => {
    needs(teams, 'team', s.team, 'services', i, 'team');
    needs(policies, 'escalation policy', s.escalationPolicy, 'services', i, 'escalationPolicy');
    s.dependsOn.forEach((d, j) => {
      needs(services, 'service', d, 'services', i, 'dependsOn', j);
    });
  });
  needs(policies, 'escalation policy', c.majorIncidentManagers, 'majorIncidentManagers');
  needs(policies, 'escalation policy', c.communicationsLeads, 'communicationsLeads');
  needs(services, 'service', c.unroutedService, 'unroutedService');
  c.routing.forEach((r, i) => {
    needs(services, 'service', r.service, 'routing', i, 'service');
  });
  c.integrations.forEach((n, i) => {
    needs(services, 'service', n.service, 'integrations', i, 'service');
  });
  c.heartbeats.forEach((h, i) => {
    needs(services, 'service', h.service, 'heartbeats', i, 'service');
    needs(integrations, 'integration', h.integration, 'heartbeats', i, 'integration');
  });
  c.communicationPlans.forEach((p, i) => {
    needs(templates, 'template', p.template, 'communicationPlans', i, 'template');
  });
  c.stakeholders.forEach((s, i) => {
    s.services.forEach((v, j) => {
      needs(services, 'service', v, 'stakeholders', i, 'services', j);
    });
  });
  c.accessTokens.forEach((t, i) => {
    needs(people, 'person', t.person, 'accessTokens', i, 'person');
  });
  c.roles.forEach((r, i) => {
    if (typeof r.fillFrom === 'object')
      needs(policies, 'escalation policy', r.fillFrom.policy, 'roles', i, 'fillFrom', 'policy');
  });
  const asks = (of: keyof typeof FACT_NAMES, conditions: readonly { fact: string }[], ...path: Path): void => {
    conditions.forEach(({ fact }, i) => {
      if (!isFactOf(of, fact)) {
        complain(
          [...path, i, 'fact'],
          `there is no fact "${fact}" here; known: ${[...FACT_NAMES[of]].join(', ')}, labels.<name>`,
        );
      }
    });
  };
  c.routing.forEach((r, i) => {
    asks('signal', r.when, 'routing', i, 'when');
  });
  c.triggerRules.forEach((r, i) => {
    asks('incident', r.when, 'triggerRules', i, 'when');
  });
  c.communicationPlans.forEach((p, i) => {
    asks('incident', p.when, 'communicationPlans', i, 'when');
  });
  c.maintenanceWindows.forEach((w, i) => {
    asks('signal', w.when, 'maintenanceWindows', i, 'when');
    if (toMs(w.to) <= toMs(w.from))
      complain(['maintenanceWindows', i, 'to'], 'a maintenance window ends after it begins');
  });
};

/** Everything a deployment is told in files. Unknown keys, dangling references and duplicate ids are refused. */
export const configurationFile = fields.superRefine((c, ctx) => {
  checkReferences(c, (path, message) => ctx.addIssue({ code: 'custom', path, message }));
});

/** A validated configuration and the version (a hash of its content) that decisions made under it carry. */
export type Configuration = Fields & { readonly version: string };
