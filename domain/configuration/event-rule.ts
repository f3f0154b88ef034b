import * as z from 'zod';
import { condition } from '../condition/condition.ts';
import { alertSeverity, signalStatus } from '../signal/signal.ts';
import { fieldPath as path } from './field-path.ts';

/** A value of the event decides; the first of its words that is listed, else `otherwise`. */
const byWord = <T extends z.ZodType>(value: T) =>
  z.strictObject({
    path: path.describe('where the word stands in the event'),
    words: z.record(z.string(), value).describe('what each word means'),
    otherwise: value.describe('what any other word means'),
  });

/**
 * How events of one kind become alerts, where no source of Muster knows them. First match wins. Declarative on purpose: no
 * expressions, no regular expressions.
 */
export const eventRule = /* @__PURE__ */ (() =>
  z
    .strictObject({
      id: z.string().min(1).max(63).describe('shown as the reason'),
      source: z.string().min(1).max(256).describe('such as `aws.autoscaling`; `acme.*` means "starts with"'),
      detailType: z.string().min(1).max(256).optional().describe('`*` at the end means "starts with", here too'),
      when: z.array(condition).default([]).describe('conditions of which the facts are paths into the event'),
      ignore: z
        .string()
        .min(1)
        .optional()
        .describe('why nothing is to come of these events; then nothing else is needed'),
      title: z
        .string()
        .min(1)
        .max(500)
        .optional()
        .describe('text; a path in braces stands for its value: `{detail.name} is down`'),
      key: z.array(path).min(1).max(8).optional().describe('what makes two events be about one condition'),
      severity: z
        .union([alertSeverity, byWord(alertSeverity)])
        .default('error')
        .describe('how bad; or the path of a word, and what its words mean'),
      status: z
        .union([signalStatus, byWord(signalStatus)])
        .default('firing')
        .describe('what it says; or the path of a word, and what its words mean'),
      description: path.optional().describe('where more is said'),
      resource: path.optional().describe('where the resource is named'),
      service: path.optional().describe('where the service is named'),
      environment: path.optional().describe('where the environment is named'),
      at: path.optional().describe("where the time stands; the event's own otherwise"),
      labels: z.record(z.string(), path).default({}).describe('labels, and where each stands'),
    })
    .refine(({ ignore, key, title }) => ignore !== undefined || (key !== undefined && title !== undefined), {
      error: 'an event rule has a title and a key, or says why its events are ignored',
    }))();
export type EventRule = z.infer<typeof eventRule>;
