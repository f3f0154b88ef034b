import * as z from 'zod';
import { CHANNELS, PAGING_CHANNELS } from '../channel/index.ts';
import { id, language, text, timeZone } from './primitives.ts';

/** A way to reach one person, and how long after the page began it is used if nobody has acknowledged. */
export const contactMethod = z
  .strictObject({
    channel: z.enum(PAGING_CHANNELS).describe('by what they are reached'),
    address: z
      .string()
      .min(3)
      .max(2048)
      .describe('an e-mail address, a telephone number such as `+491700000000`, or the URL of a webhook'),
    afterSeconds: z
      .number()
      .int()
      .min(0)
      .max(900)
      .default(0)
      .describe('how long after the page began it is used if nobody has acknowledged'),
  })
  // Found out when it is configured, not at three in the morning.
  .superRefine(({ channel, address }, ctx) => {
    for (const { message } of CHANNELS[channel].address.safeParse(address).error?.issues ?? []) {
      ctx.addIssue({ code: 'custom', path: ['address'], message });
    }
  });
export type ContactMethod = z.infer<typeof contactMethod>;

export const person = z.strictObject({
  id: id.describe('named by teams, levels and commands'),
  name: text.describe('as others read it'),
  email: z.email().optional().describe('by which they sign in and can be named; pages go to `contacts`'),
  timeZone: timeZone.optional().describe("whose clock they read; the organisation's unless said otherwise"),
  language: language.optional().describe("of Muster's own words; the organisation's unless said otherwise"),
  contacts: z.array(contactMethod).min(1).describe('how they are paged, each in turn'),
});
export type Person = z.infer<typeof person>;

export const team = z.strictObject({
  id: id.describe('named by services'),
  name: text.describe('as others read it'),
  members: z.array(id).min(1).describe('people; the first takes a role that is filled from the team'),
  skills: z.array(z.string()).default([]).describe('what it knows about'),
});
export type Team = z.infer<typeof team>;

const escalationLevel = z
  .strictObject({
    people: z.array(id).default([]).describe('who are paged together'),
    rotas: z
      .array(id)
      .default([])
      .describe(
        'whoever is on call by them is paged, too, as of when the page leaves; with nobody the level is passed',
      ),
    acknowledgeWithinSeconds: z
      .number()
      .int()
      .min(5)
      .max(86_400)
      .default(300)
      .describe('after so long without an acknowledgement the next level is paged'),
  })
  .refine(({ people, rotas }) => people.length + rotas.length > 0, {
    error: 'an empty level pages nobody: name people, or rotas',
  });
export type EscalationLevel = z.infer<typeof escalationLevel>;

export const escalationPolicy = z.strictObject({
  id: id.describe('named by services, managers, leads and roles'),
  name: text.describe('as others read it'),
  levels: z.array(escalationLevel).min(1).max(20).describe('who is paged, in order; after the last the catch-all'),
  always: z
    .boolean()
    .default(false)
    .describe('a configuration is refused by which nobody would be on call at some time of the next 14 days'),
});
export type EscalationPolicy = z.infer<typeof escalationPolicy>;
