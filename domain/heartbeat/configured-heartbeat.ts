import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';

/**
 * A source that is expected to give signs of life. Pinged by `/ping/{key}/{id}`, by `/ping/{pingId}`, by Opsgenie's
 * heartbeat API under its id, or by an alert that always fires (Prometheus' Watchdog).
 */
export const configuredHeartbeat = z
  .strictObject({
    id: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, {
      error: 'an id is lower-case letters, digits and hyphens, at most 63',
    }),
    /** Whose key may ping it; without one, the key of any integration. */
    integration: z.string().optional(),
    service: z.string(),
    environment: z.string().optional(),
    intervalSeconds: z
      .number()
      .int()
      .min(1)
      .max(31 * 86_400),
    severity: alertSeverity.default('critical'),
    title: z.string().min(1).max(500).optional(),
    /** The address `/ping/{pingId}` of a client of Healthchecks that is to keep it. Whoever knows it can ping. */
    pingId: z.guid().optional(),
    /** Alerts with this label `alertname` are signs of life and become no alerts. */
    alertname: z.string().min(1).max(256).optional(),
  })
  .refine(({ alertname, integration }) => alertname === undefined || integration !== undefined, {
    error: 'a heartbeat of an alert names the integration that delivers it',
  });
export type ConfiguredHeartbeat = z.infer<typeof configuredHeartbeat>;
