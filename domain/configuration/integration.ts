import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';
import { eventRule } from './event-rule.ts';
import { id, text } from './primitives.ts';
import { DEFAULT_RATE_LIMIT } from './rate-limit.ts';

/**
 * How much of an integration is taken in unconditionally: `perMinute` alerts on average, `burst` at once. Beyond it repeats
 * of open alerts are shed (they only count); what changes anything is always taken in. Each process counts for itself.
 */
export const rateLimit = z.strictObject({
  perMinute: z.number().int().min(1).max(10_000_000).default(DEFAULT_RATE_LIMIT.perMinute),
  burst: z.number().int().min(1).max(10_000_000).default(DEFAULT_RATE_LIMIT.burst),
});

/** `cron@example.com`, `example.com`, `localhost`. */
const mailSender = z
  .string()
  .max(320)
  .regex(/^(?:[^\s@<>]+@)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i, { error: 'an address, or a domain without "@"' });

/** One sender, or one kind of senders that share a key. */
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
  rateLimit: rateLimit.optional(),
  /** Only messages of these SNS topics are taken; without it, of any topic whose publisher has the key. */
  topicArns: z.array(z.string().startsWith('arn:')).min(1).optional(),
  /** Only mail of these addresses and domains is heard; without it, of whoever knows the address. For the source `email`. */
  senders: z.array(mailSender).min(1).max(500).optional(),
});
export type Integration = z.infer<typeof integration>;
