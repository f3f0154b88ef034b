import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';

/**
 * A source that is expected to give signs of life. Pinged by `/ping/{key}/{id}`, by `/ping/{pingId}`, by Opsgenie's
 * heartbeat API under its id, or by an alert that always fires (Prometheus' Watchdog).
 */
export const configuredHeartbeat = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, { error: 'an id is lower-case letters, digits and hyphens, at most 63' })
      .describe('in the address that is pinged'),
    integration: z.string().optional().describe('whose key may ping it; without one, the key of any integration'),
    service: z.string().describe('what its silence is about'),
    environment: z.string().optional().describe('where'),
    intervalSeconds: z
      .number()
      .int()
      .min(1)
      .max(31 * 86_400)
      .describe('how long it may be silent'),
    severity: alertSeverity.default('critical').describe('how bad its silence is'),
    title: z.string().min(1).max(500).optional().describe('what the alert is called'),
    pingId: z
      .guid()
      .optional()
      .describe(
        'the address `/ping/{pingId}` of a client of Healthchecks that is to keep it; whoever knows it can ping',
      ),
    alertname: z
      .string()
      .min(1)
      .max(256)
      .optional()
      .describe('alerts with this label `alertname` are signs of life and become no alerts'),
  })
  .refine(({ alertname, integration }) => alertname === undefined || integration !== undefined, {
    error: 'a heartbeat of an alert names the integration that delivers it',
  });
export type ConfiguredHeartbeat = z.infer<typeof configuredHeartbeat>;
