import * as z from 'zod';
import { change } from '../../domain/change/change.ts';
import { actor } from '../../domain/incident/commit.ts';
import { incidentEvent } from '../../domain/incident/events.ts';

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** A commit as it is stored; the hash is over the canonical JSON (RFC 8785) of everything else in it. */
export const commit = z
  .strictObject({
    incidentId: z.string(),
    seq: z.number().int(),
    at: z.iso.datetime(),
    actor,
    commandId: z.string(),
    command: z.string(),
    requestHash: z.string(),
    events: z.array(incidentEvent),
    previousHash: sha256,
    hash: sha256,
  })
  .meta({ id: 'Commit' });

export const timelineEntry = z
  .strictObject({
    at: z.iso.datetime(),
    seq: z.number().int(),
    index: z.number().int(),
    kind: z.string(),
    actor,
    actorName: z.string(),
    text: z.string().meta({ description: 'A sentence that is whole without the rest' }),
    folded: z.literal(true).optional().meta({
      description: 'Another entry of the same commit says it too: where one command is one line, this is none',
    }),
    event: incidentEvent,
  })
  .meta({ id: 'TimelineEntry' });

export const incidentChanges = z
  .strictObject({ changes: z.array(change), evidence: z.array(change) })
  .meta({ id: 'IncidentChanges' });

/** How many of the personal data beside a chain are as they were sealed, and how many are not. */
export const personalFindings = z.strictObject({ whole: z.int(), erased: z.int(), altered: z.int(), missing: z.int() });

export const verification = z
  .discriminatedUnion('ok', [
    z.strictObject({
      ok: z.literal(true),
      commits: z.number().int(),
      head: sha256,
      personal: personalFindings
        .optional()
        .meta({ description: 'What became of the words that people wrote beside the chain' }),
    }),
    z.strictObject({
      ok: z.literal(false),
      commits: z.number().int(),
      break: z.strictObject({
        seq: z.number().int(),
        problem: z.enum(['missing', 'altered', 'not-linked']),
        explanation: z.string(),
      }),
    }),
  ])
  .meta({ id: 'Verification' });
