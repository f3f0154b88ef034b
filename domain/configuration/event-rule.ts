import * as z from 'zod';
import { condition } from '../condition/condition.ts';
import { alertSeverity, signalStatus } from '../signal/signal.ts';
import { fieldPath as path } from './field-path.ts';

/** A value of the event decides; the first of its words that is listed, else `otherwise`. */
const byWord = <T extends z.ZodType>(value: T) =>
  z.strictObject({ path, words: z.record(z.string(), value), otherwise: value });

/**
 * How events of one kind become alerts, where no source of Muster knows them. First match wins. Declarative on purpose: no
 * expressions, no regular expressions.
 */
export const eventRule = /* @__PURE__ */ (() =>
  z
    .strictObject({
      id: z.string().min(1).max(63),
      /** `aws.autoscaling`; `acme.*` means "starts with". */
      source: z.string().min(1).max(256),
      /** `*` at the end means "starts with", here too. */
      detailType: z.string().min(1).max(256).optional(),
      /** Facts are paths into the event. */
      when: z.array(condition).default([]),
      /** Why nothing is to come of these events; then nothing else is needed. */
      ignore: z.string().min(1).optional(),
      /** Text; a path in braces stands for its value: `{detail.name} is down`. */
      title: z.string().min(1).max(500).optional(),
      /** What makes two events be about one condition. */
      key: z.array(path).min(1).max(8).optional(),
      severity: z.union([alertSeverity, byWord(alertSeverity)]).default('error'),
      status: z.union([signalStatus, byWord(signalStatus)]).default('firing'),
      description: path.optional(),
      resource: path.optional(),
      service: path.optional(),
      environment: path.optional(),
      /** When it happened; the event's own time otherwise. */
      at: path.optional(),
      labels: z.record(z.string(), path).default({}),
    })
    .refine(({ ignore, key, title }) => ignore !== undefined || (key !== undefined && title !== undefined), {
      error: 'an event rule has a title and a key, or says why its events are ignored',
    }))();
export type EventRule = z.infer<typeof eventRule>;
