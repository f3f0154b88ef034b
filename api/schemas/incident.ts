import * as z from 'zod';
import { incidentState } from '../../domain/incident/state.ts';

/** `{incident}` of every path: the id or the number that people say aloud. */
export const incidentParams = z.object({
  incident: z
    .string()
    .regex(/^[A-Za-z0-9-]{1,100}$/)
    .meta({ description: 'Id, or the number that people say aloud', example: 'INC-2026-0042' }),
});

/** An incident in a list: what tells it from the others, without its alerts, pages and history. */
export const incidentSummary = incidentState
  .pick({
    incidentId: true,
    seq: true,
    number: true,
    title: true,
    status: true,
    major: true,
    severity: true,
    serviceId: true,
    affectedServices: true,
    environment: true,
    firing: true,
    roles: true,
    mergedInto: true,
    openedAt: true,
    updatedAt: true,
  })
  .extend({
    alerts: z.number().int().meta({ description: 'Alerts ever attached' }),
    decideBy: z.iso.datetime().optional().meta({ description: 'Of a candidate: until when somebody must decide' }),
    nextUpdateBy: z.iso.datetime().optional().meta({ description: 'When the next update was promised' }),
  })
  .meta({ id: 'IncidentSummary' });
