import * as z from 'zod';
import { CHANNELS } from '../channel/index.ts';
import { condition } from '../condition/condition.ts';
import { severity } from '../severity/severity.ts';
import { id, language, text, timeZone } from './primitives.ts';

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
  id: id.describe('shown in the ledger'),
  audience: audience.describe('who is told'),
  when: z.array(condition).default([]).describe('facts of the incident that must hold; empty means always'),
  occasions: z.array(occasion).min(1).describe('when they are told'),
  template: id.optional().describe("words of your own; Muster's, in each reader's language, unless named"),
  topic: z
    .optional(CHANNELS.topic.address)
    .describe('the SNS topic, by name, to which the messages are also published, once each'),
});
export type CommunicationPlan = z.infer<typeof communicationPlan>;

/** Somebody who is kept informed, and of what. */
export const stakeholder = z.strictObject({
  id: id.describe('shown in the ledger'),
  name: text.describe('as messages greet them'),
  email: z.email().describe('where messages go'),
  audience: audience.describe('whose words they read; a communication plan must name it'),
  services: z.array(id).default([]).describe('only of these; empty means of all'),
  severityAtLeast: severity.default('SEV5').describe('only from this severity on'),
  language: language.optional().describe("of Muster's own words; the organisation's unless said otherwise"),
  timeZone: timeZone.optional().describe("whose clock they read; the organisation's unless said otherwise"),
});
export type Stakeholder = z.infer<typeof stakeholder>;
