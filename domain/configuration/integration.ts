import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';
import { eventRule } from './event-rule.ts';
import { fieldPath } from './field-path.ts';
import { id, keyGenerations, text } from './primitives.ts';
import { DEFAULT_RATE_LIMIT } from './rate-limit.ts';
import { reportForm } from './report-form.ts';

/**
 * How much of an integration is taken in unconditionally: `perMinute` alerts on average, `burst` at once. Beyond it repeats
 * of open alerts are shed (they only count); what changes anything is always taken in. Each process counts for itself.
 */
export const rateLimit = z.strictObject({
  perMinute: z
    .number()
    .int()
    .min(1)
    .max(10_000_000)
    .default(DEFAULT_RATE_LIMIT.perMinute)
    .describe('alerts on average'),
  burst: z.number().int().min(1).max(10_000_000).default(DEFAULT_RATE_LIMIT.burst).describe('alerts at once'),
});

/** `cron@example.com`, `example.com`, `localhost`. */
const mailSender = z
  .string()
  .max(320)
  .regex(/^(?:[^\s@<>]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, { error: 'an address, or a domain without "@"' });

/** SHA-256 of a key that a team brought along, as `muster integration hash-key` prints it. */
const keyHash = z
  .string()
  .regex(/^[0-9a-f]{64}$/, { error: 'not a hash of a key: put here what `muster integration hash-key` prints for it' });

/** One sender, or one kind of senders that share a key. */
export const integration = z.strictObject({
  id: id.describe('its keys are derived from it'),
  name: text.optional().describe('for people'),
  source: z.string().min(1).describe('what kind of sender it is: `muster source list` names them'),
  service: id.optional().describe('the service of signals that name none'),
  environment: z.string().optional().describe('the environment of signals that name none'),
  keyGenerations: keyGenerations.describe('live generations of its key: two during a rotation, the newest first'),
  keyHashes: z
    .array(keyHash)
    .min(1)
    .max(4)
    .optional()
    .describe('keys that senders have already, as `muster integration hash-key` prints them'),
  severityOverrides: z
    .record(z.string(), alertSeverity)
    .default({})
    .describe(
      "what the sender's words for severities mean, where that is not what they usually mean; `*` for every other word and for none",
    ),
  dedupKeyFrom: z
    .union([fieldPath, z.array(fieldPath).min(1).max(8)])
    .optional()
    .describe(
      'whose value, or values together, tell which messages are about one alert, instead of what the source goes by',
    ),
  serviceFrom: fieldPath.optional().describe('whose value names the service, instead of what the source takes for it'),
  mapping: z
    .string()
    .min(1)
    .max(16_384)
    .optional()
    .describe('JSONata that makes of a body what the source reads, for senders whose body cannot be edited'),
  eventRules: z
    .array(eventRule)
    .max(200)
    .optional()
    .describe('what events mean that no source knows; for the source `aws-events`'),
  rateLimit: rateLimit
    .optional()
    .describe('how much is taken in unconditionally; beyond it repeats of open alerts only count'),
  report: reportForm.optional().describe('what people may report; for the source `report`, whose key is public'),
  topicArns: z
    .array(z.string().startsWith('arn:'))
    .min(1)
    .optional()
    .describe('only messages of these SNS topics are taken; without it, of any topic whose publisher has the key'),
  senders: z
    .array(mailSender)
    .min(1)
    .max(500)
    .optional()
    .describe(
      'only mail of these addresses and domains is heard; without it, of whoever knows the address; for the source `email`',
    ),
});
export type Integration = z.infer<typeof integration>;
