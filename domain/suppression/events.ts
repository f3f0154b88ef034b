import * as z from 'zod';
import { sealedData } from '../stream/personal.ts';

const form = /* @__PURE__ */ (() => z.enum(['maintenance', 'silence']))();

export const suppressionScope = /* @__PURE__ */ (() =>
  z
    .strictObject({
      services: z.array(z.string()).readonly().optional(),
      environments: z.array(z.string()).readonly().optional(),
      labels: z.record(z.string(), z.string()).readonly().optional(),
      alertId: z.string().optional(),
    })
    .meta({ id: 'SuppressionScope' }))();

export const period = /* @__PURE__ */ (() =>
  z.strictObject({ from: z.iso.datetime(), to: z.iso.datetime().optional() }).meta({ id: 'Period' }))();

export const recurrence = /* @__PURE__ */ (() =>
  z
    .strictObject({ timeZone: z.string(), start: z.string(), minutes: z.number(), rule: z.string() })
    .meta({ id: 'Recurrence' }))();

export const suppressionEnd = /* @__PURE__ */ (() => z.enum(['cancelled', 'recovered', 'over']))();

/** What may happen to a maintenance window or a silence. Fields are added as optional, never changed. */
export const suppressionEvent = /* @__PURE__ */ (() =>
  z.discriminatedUnion('type', [
    z.strictObject({
      type: z.literal('SuppressionMade'),
      form,
      scope: suppressionScope,
      episode: z.number().int().optional(),
      reason: sealedData,
      recurrence: recurrence.optional(),
      periods: z.array(period).min(1),
      complete: z.boolean(),
    }),
    z.strictObject({ type: z.literal('ScopeChanged'), scope: suppressionScope, episode: z.number().int().optional() }),
    z.strictObject({ type: z.literal('ReasonChanged'), reason: sealedData }),
    z.strictObject({
      type: z.literal('ScheduleChanged'),
      recurrence: recurrence.optional(),
      periods: z.array(period).min(1),
      complete: z.boolean(),
    }),
    z.strictObject({ type: z.literal('PeriodsPlanned'), periods: z.array(period), complete: z.boolean() }),
    z.strictObject({ type: z.literal('PeriodBegan'), period }),
    z.strictObject({ type: z.literal('PeriodEnded'), period }),
    z.strictObject({
      type: z.literal('AlertsLetThrough'),
      /** Some of them, by their ids: what an alert says of itself stands in its row. */
      alertIds: z.array(z.string()),
      count: z.number().int(),
    }),
    z.strictObject({ type: z.literal('SuppressionEnded'), how: suppressionEnd }),
  ]))();
export type SuppressionEvent = z.infer<typeof suppressionEvent>;
