import * as z from 'zod';
import { CHANNEL_NAMES } from '../../domain/channel/index.ts';
import { alertSeverity } from '../../domain/signal/signal.ts';

const instant = z.iso.datetime();

export const alert = z
  .strictObject({
    alertId: z.string(),
    source: z.string(),
    integrationId: z.string(),
    scope: z.string(),
    dedupKey: z.string(),
    status: z.enum(['firing', 'acknowledged', 'resolved']),
    severity: alertSeverity,
    title: z.string(),
    description: z.string().optional(),
    service: z.string().meta({ description: 'Id of the service that it is about' }),
    serviceId: z.string().meta({ description: 'The same as `service`', deprecated: true }),
    environment: z.string(),
    groupKey: z.string().optional(),
    resource: z.string().optional(),
    labels: z.record(z.string(), z.string()),
    links: z.array(z.strictObject({ href: z.string(), text: z.string() })),
    episode: z.number().int(),
    count: z.number().int().meta({ description: 'Signals that kept this episode open' }),
    lateCount: z.number().int(),
    occurredAt: instant,
    firstSeenAt: instant,
    lastSeenAt: instant,
    resolvedAt: instant.optional(),
    incidentId: z.string().optional(),
    suppressedBy: z.string().optional(),
    routedBy: z.string(),
    unknownWords: z
      .array(
        z.strictObject({
          field: z.enum(['severity', 'environment', 'status', 'field']),
          word: z.string(),
          taken: z
            .string()
            .meta({ description: 'What was taken in its place; of the name of a field, which was meant' }),
        }),
      )
      .optional()
      .meta({ description: 'Words of the message that Muster does not know' }),
  })
  .meta({ id: 'Alert' });

export const delivery = z
  .strictObject({
    deliveryId: z.string(),
    incidentId: z.string(),
    messageId: z.string(),
    kind: z.enum(['page', 'communication', 'notice']),
    recipient: z.string(),
    recipientName: z.string(),
    channel: z.enum(CHANNEL_NAMES),
    address: z.string().meta({ description: 'As much of it as its channel shows to the role that asks' }),
    status: z.enum(['intended', 'handed-over', 'failed', 'held', 'superseded', 'acknowledged']),
    attempts: z.number().int(),
    intendedAt: z.iso.datetime(),
    handedOverAt: z.iso.datetime().optional(),
    failedAt: z.iso.datetime().optional(),
    nextTryAt: z.iso.datetime().optional().meta({ description: 'Absent where it failed for good' }),
    supersededAt: z.iso.datetime().optional(),
    ageSeconds: z
      .number()
      .int()
      .optional()
      .meta({ description: 'Of one that came too late and was not sent: how many seconds after it was wanted' }),
    acknowledgedAt: z.iso.datetime().optional(),
    deliveredAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When the provider said that it arrived, where it says so (SES)' }),
    delayedAt: z.iso
      .datetime()
      .optional()
      .meta({ description: 'When the provider said that it has not arrived so far' }),
    complainedAt: z.iso.datetime().optional().meta({ description: 'When whoever got it called it unwanted' }),
    providerId: z.string().optional(),
    failure: z.string().optional(),
    subject: z.string(),
  })
  .meta({ id: 'Delivery' });
