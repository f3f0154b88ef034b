import * as z from 'zod';
import { id, text, timeZone } from '../configuration/primitives.ts';
import { lengthOf } from './length.ts';
import { wallOf } from './wall.ts';
import { WINDOW_TIME } from './windows.ts';

export const DAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

const wall = z.string().refine((value) => wallOf(value) !== undefined, {
  error: 'a time of the wall clock is a day that exists and a time without a zone, such as 2026-01-05T09:00',
});

const length = z.string().refine((value) => lengthOf(value) !== undefined, {
  error:
    'a turn lasts whole hours, days, weeks or months and a year at most: "12 hours", "1 day", "2 weeks", "1 month"',
});

const windowTime = z.string().regex(WINDOW_TIME, {
  error: 'a time of day such as 09:00 (24:00 is its end), or of the week such as "fri 17:00"',
});

const coverWindow = z
  .strictObject({
    days: z.array(z.enum(DAYS)).min(1).optional().describe('on which it begins; every day unless said otherwise'),
    from: windowTime.describe('`09:00`, or `fri 17:00` where it begins once a week'),
    to: windowTime.describe(
      '`17:00`, or `mon 09:00`; a time of day that is not after the beginning is of the next day',
    ),
  })
  .superRefine(({ days, from, to }, ctx) => {
    const weekly = [from, to].filter((time) => time.includes(' ')).length;
    if (weekly === 1)
      ctx.addIssue({ code: 'custom', path: ['to'], message: 'both ends name a day of the week, or neither does' });
    if (weekly === 2 && days !== undefined)
      ctx.addIssue({ code: 'custom', path: ['days'], message: 'the ends name their days: say it once' });
    if (from === to)
      ctx.addIssue({
        code: 'custom',
        path: ['to'],
        message: 'it ends when it begins: leave `when` out for always, or say 00:00 to 24:00',
      });
    if (from.endsWith('24:00')) ctx.addIssue({ code: 'custom', path: ['from'], message: 'a day begins at 00:00' });
  });
export type CoverWindow = z.infer<typeof coverWindow>;

const layer = z
  .strictObject({
    id: id.describe('shown with its shifts'),
    people: z
      .array(z.union([id, z.array(id).min(1)]))
      .min(1, { error: 'a layer with nobody in it covers nothing: name somebody, or leave the layer out' })
      .max(200)
      .describe('in the order of their turns; a list in it are people who have that turn together'),
    together: z
      .number()
      .int()
      .min(1)
      .max(20)
      .default(1)
      .describe('how many of `people` have a turn together; the next turn goes on after the last of them'),
    turn: z
      .union([length, z.array(length).min(1).max(28)])
      .default('1 week')
      .describe(
        'how long a turn lasts on the wall clock: `12 hours`, `1 day`, `2 weeks`, `1 month`; a list is gone through',
      ),
    from: wall.describe(
      'when the layer begins, and at which time of day it is handed over, on the wall clock of its zone',
    ),
    countsFrom: wall
      .optional()
      .describe('from where turns are counted, where that is before `from`; nobody is on call before `from`'),
    until: wall.optional().describe('when the layer ends; never unless said otherwise'),
    timeZone: timeZone.optional().describe("whose clock it goes by; the rota's unless said otherwise"),
    when: z
      .array(coverWindow)
      .min(1)
      .max(50)
      .optional()
      .describe('when it covers: hours, days, parts of the week; always unless said otherwise'),
    count: z
      .enum(['shifts', 'calendar'])
      .default('shifts')
      .describe(
        'whether a turn in which it covers nothing is skipped (`shifts`), or is the turn of somebody who is lucky',
      ),
    level: z.number().int().min(0).max(100).default(0).describe('where the rota combines by level: the highest wins'),
    shadow: z.boolean().default(false).describe('shown beside the others and never paged: for whoever learns'),
  })
  .superRefine(({ countsFrom, from, people, together, until }, ctx) => {
    if (until !== undefined && until <= from)
      ctx.addIssue({ code: 'custom', path: ['until'], message: 'a layer ends after it begins' });
    if (countsFrom !== undefined && countsFrom > from)
      ctx.addIssue({
        code: 'custom',
        path: ['countsFrom'],
        message: 'turns are counted from its beginning, or before',
      });
    if (together > 1 && people.some((turn) => typeof turn !== 'string'))
      ctx.addIssue({
        code: 'custom',
        path: ['together'],
        message: 'people are listed together, or so many of them take a turn: say one of the two',
      });
    if (together > people.length)
      ctx.addIssue({ code: 'custom', path: ['together'], message: 'there are not so many people' });
  });
export type Layer = z.infer<typeof layer>;

export const rota = z
  .strictObject({
    id: id.describe('named by levels of escalation policies'),
    name: text.describe('as others read it'),
    timeZone: timeZone
      .optional()
      .describe("by whose clock it is handed over; the organisation's unless said otherwise"),
    combine: z
      .enum(['first-wins', 'union', 'by-level'])
      .default('first-wins')
      .describe(
        'how layers combine: the first that covers an instant, all of them together, or those of the highest `level`',
      ),
    layers: z
      .array(layer)
      .min(1, { error: 'a rota without a layer has nobody on call' })
      .max(30)
      .describe('in their order'),
  })
  .superRefine(({ layers }, ctx) => {
    const seen = new Set<string>();
    layers.forEach(({ id: layerId }, i) => {
      if (seen.has(layerId))
        ctx.addIssue({ code: 'custom', path: ['layers', i, 'id'], message: `"${layerId}" is used twice in this rota` });
      seen.add(layerId);
    });
  });
export type ConfiguredRota = z.infer<typeof rota>;
