import * as z from 'zod';
import { publicCommands } from '../incident/commands.ts';
import { pagingPurpose } from '../incident/events.ts';
import { incidentStatus, majorStatus } from '../incident/state.ts';
import { secondsOf } from '../instant/duration.ts';
import { type EpochMs, toMs } from '../instant/instant.ts';
import { instantOf, type WallClock } from '../instant/wall-clock.ts';
import { impact, severity, urgency } from '../severity/severity.ts';
import { occasion } from './communications.ts';
import { timeZone } from './primitives.ts';

const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

/** Days without a date are those of this week, so that a test is the same each time it is run. */
const FIRST_MONDAY = { year: 2026, month: 1, day: 5 };

const ON_A_WEEKDAY = /^([a-z]+) (?:at )?(\d\d?):(\d\d)$/i;
const ON_A_DAY = /^(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::00)?$/;
const AT_AN_INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/;

const clockIn = (text: string): WallClock | undefined => {
  const [, day = '', hour, minute] = ON_A_WEEKDAY.exec(text) ?? [];
  const weekday = WEEKDAYS.indexOf(day.toLowerCase());
  if (weekday >= 0) {
    return { ...FIRST_MONDAY, day: FIRST_MONDAY.day + weekday, hour: Number(hour), minute: Number(minute) };
  }
  const date = ON_A_DAY.exec(text)?.slice(1).map(Number);
  if (!date) return undefined;
  const [year = 0, month = 0, dayOfMonth = 0, hours = 0, minutes = 0] = date;
  return { year, month, day: dayOfMonth, hour: hours, minute: minutes };
};

const isTimeOfDay = ({ hour, minute, month, day }: WallClock): boolean =>
  hour < 24 && minute < 60 && month >= 1 && month <= 12 && day >= 1 && day <= 31;

/** The instant that a test means by `Sunday 03:00`, `2026-12-06 03:00` or a time with a zone; undefined where it is none. */
export const testInstant = (text: string, zone: string): EpochMs | undefined => {
  if (AT_AN_INSTANT.test(text)) {
    const ms = toMs(text);
    return Number.isNaN(ms) ? undefined : ms;
  }
  const clock = clockIn(text);
  return clock && isTimeOfDay(clock) ? instantOf(clock, zone) : undefined;
};

const moment = z.string().refine((text) => testInstant(text, 'UTC') !== undefined, {
  error: 'is a day and a time such as "Sunday 03:00" or "2026-12-06 03:00", or a time with its zone',
});

const duration = z
  .string()
  .refine((text) => secondsOf(text) !== undefined, { error: 'is a duration such as 90s, 5m or 1h30m' });

const oneOrMore = <T extends z.ZodType>(one: T) => z.union([one, z.array(one).min(1)]);

const words = oneOrMore(z.string().min(1));

const paged = z.strictObject({
  person: z.string().describe('who, by id'),
  by: oneOrMore(z.string()).optional().describe('by which channels, `sms` or `[sms, email]`'),
  after: duration.optional().describe('how long after the test began the first of these messages left, to the second'),
  as: pagingPurpose.optional().describe('what for'),
  reads: words.optional().describe('what stands in one of the messages, capitals included'),
});

const told = z.strictObject({
  who: z.string().describe('a stakeholder, by id, or the name of a topic'),
  about: occasion.optional().describe('at which occasion'),
  reads: words.optional().describe('what stands in one of the messages, capitals included'),
});

/** What became of a message. */
export const messageOutcome = z.enum([
  'opened',
  'joined',
  'repeated',
  'recovered',
  'acknowledged',
  'held-back',
  'ignored',
  'quarantined',
]);
export type MessageOutcome = z.infer<typeof messageOutcome>;

export const expectation = z.strictObject({
  outcome: messageOutcome
    .optional()
    .describe(
      'what became of the payload: it opened an incident, joined one, repeated an alert, ended or acknowledged one, was held back by a silence or window, was ignored, or was not understood',
    ),
  service: z.string().optional().describe('which service the incident is about'),
  environment: z.string().optional().describe('in which environment'),
  title: z.string().optional().describe('what it is called'),
  severity: severity.optional().describe('how bad it is'),
  impact: impact.optional().describe('how far it reaches'),
  urgency: urgency.optional().describe('how soon it must end'),
  status: incidentStatus.optional().describe('where it stands'),
  major: majorStatus.optional().describe('whether it is a candidate, was accepted …'),
  rule: z.string().optional().describe('the trigger rule that proposed or declared it'),
  incidents: z.number().int().min(0).optional().describe('how many incidents have been opened since the test began'),
  paged: z
    .union([z.literal('nobody'), z.array(z.union([z.string(), paged])).min(1)])
    .optional()
    .describe('everybody who was paged since the step before, and nobody else: ids, or what is expected of each'),
  told: z
    .union([z.literal('nobody'), z.array(z.union([z.string(), told])).min(1)])
    .optional()
    .describe('stakeholders and topics that were told something since the step before; others may have been, too'),
  notTold: z.array(z.string()).min(1).optional().describe('stakeholders and topics that were told nothing since then'),
});
export type Expectation = z.infer<typeof expectation>;

const stepFields = {
  after: duration.optional().describe('how long after the step before'),
  to: z.string().optional().describe('the integration that the payload comes by'),
  payload: z.unknown().optional().describe('what the sender sends, as YAML; a mail as text'),
  file: z.string().optional().describe('a file of JSON, or of a mail, beside this one, in place of `payload`'),
  headers: z.record(z.string(), z.string()).optional().describe('headers of the request that its source reads'),
  by: z.string().optional().describe('the person who does something'),
  do: z
    .enum(Object.keys(publicCommands) as [keyof typeof publicCommands])
    .optional()
    .describe('what they ask of the incident, as `muster incident` has it'),
  with: z.record(z.string(), z.unknown()).optional().describe('what that command takes'),
  expect: expectation.optional().describe('what is so then'),
};

type StepFields = z.infer<z.ZodObject<typeof stepFields>>;

const isWhole = ({ by, do: command, file, payload, to, with: body }: StepFields): boolean =>
  (to === undefined) === (payload === undefined && file === undefined) &&
  !(payload !== undefined && file !== undefined) &&
  (by === undefined) === (command === undefined) &&
  !(body !== undefined && command === undefined) &&
  !(to !== undefined && command !== undefined);

const WHOLE = {
  error: 'a step sends something (to, and payload or file), or somebody does something (by, do), or it only waits',
};

export const testStep = z.strictObject(stepFields).refine(isWhole, WHOLE);
export type TestStep = z.infer<typeof testStep>;

export const configurationTest = z
  .strictObject({
    test: z.string().min(1).describe('what is to be so, in a sentence'),
    at: moment
      .default('Wednesday 10:00')
      .describe('when it begins: "Sunday 03:00", "2026-12-06 03:00", or a time with its zone'),
    timeZone: timeZone.optional().describe("by whose clock; the organisation's unless said otherwise"),
    ...stepFields,
    next: z.array(testStep).max(100).default([]).describe('what happens next, each with what has to be so then'),
  })
  .refine(isWhole, WHOLE);
export type ConfigurationTest = z.infer<typeof configurationTest>;

/** One file of tests. */
export const configurationTests = z.strictObject({
  tests: z.array(configurationTest).min(1).describe('each begins with nothing open'),
});
