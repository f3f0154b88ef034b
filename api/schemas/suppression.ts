import * as z from 'zod';
import { actor } from '../../domain/stream/commit.ts';
import { period, recurrence, suppressionEnd, suppressionScope } from '../../domain/suppression/events.ts';

const standing = z.enum(['planned', 'in-force', 'ended']).meta({ id: 'SuppressionStanding' });

/** A maintenance window or a silence that people made. */
export const shownSuppression = z
  .strictObject({
    id: z.string(),
    seq: z.number().int(),
    standing,
    reason: z.string().nullable().meta({ description: 'null once what its author wrote was erased' }),
    scope: suppressionScope,
    episode: z.number().int().optional(),
    recurrence: recurrence.optional(),
    periods: z.array(period).meta({ description: 'Of one that recurs the next few' }),
    begun: period.optional().meta({ description: 'The one that holds alerts back now' }),
    madeBy: actor,
    madeAt: z.iso.datetime(),
    changedBy: actor.optional(),
    changedAt: z.iso.datetime(),
    ended: z.strictObject({ at: z.iso.datetime(), by: actor, how: suppressionEnd }).optional(),
    shadows: z.string().optional().meta({ description: 'The entry of the files in whose place it stands' }),
  })
  .meta({ id: 'Suppression' });

export const suppressionTimeline = z
  .strictObject({
    items: z.array(
      z
        .strictObject({
          at: z.iso.datetime(),
          seq: z.number().int(),
          kind: z.string(),
          actor,
          text: z.string().meta({ description: 'In plain words; times are UTC' }),
        })
        .meta({ id: 'SuppressionTimelineEntry' }),
    ),
  })
  .meta({ id: 'SuppressionTimeline' });

/** A maintenance window of the files. */
export const windowOfFiles = z
  .looseObject({
    id: z.string(),
    reason: z.string(),
    from: z.string(),
    to: z.string(),
    standing,
    shadowed: z.boolean(),
  })
  .meta({ id: 'MaintenanceWindowOfFiles' });
