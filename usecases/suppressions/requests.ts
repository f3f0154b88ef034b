import * as z from 'zod';
import { id, text, timeZone } from '../../domain/configuration/primitives.ts';

const labels = z
  .record(z.string().min(1), z.string().min(1).max(500))
  .refine((given) => Object.keys(given).length > 0, { error: 'name at least one label' })
  .refine((given) => Object.keys(given).length <= 20, { error: 'at most 20 labels' });

const when = z.iso.datetime({ offset: true });

const minutes = z.number().int().min(1).max(527_040).meta({ description: 'How long it lasts' });

const scope = {
  services: z.array(z.string().min(1)).min(1).max(100).optional().meta({ description: 'Ids or names; any of them' }),
  environments: z.array(z.string().min(1)).min(1).max(20).optional().meta({ description: 'Any of them' }),
  labels: labels.optional().meta({ description: 'All of them; * at the end of a value means "starts with"' }),
};

const moment = {
  from: when.optional().meta({ description: 'At once where it is not given' }),
  to: when.optional().meta({ description: 'Or say "minutes"' }),
  minutes: minutes.optional(),
};

const repeating = {
  timeZone: timeZone.optional().meta({ description: 'Of one that repeats: an IANA name' }),
  start: z
    .string()
    .regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d$/, { error: 'a wall clock without a zone, such as 2026-12-01T22:00' })
    .optional()
    .meta({ description: 'Of one that repeats: when it begins first, on the wall clock of the zone' }),
  repeat: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .meta({ description: '"daily", "weekly", "monthly", "yearly", or an RRULE such as FREQ=WEEKLY;BYDAY=TU' }),
};

const own = id
  .optional()
  .meta({ description: 'Made up where it is not given; that of a window in the files stands in its place' });
const reason = text.meta({ description: 'Why; whoever is woken or not woken reads it' });
const alert = z.string().min(1).max(500).optional().meta({ description: 'The id of one alert' });

/** What the API and the command line take to make one. */
export const makeMaintenance = z
  .strictObject({ id: own, reason, ...scope, ...moment, ...repeating })
  .meta({ id: 'MakeMaintenanceWindow' });
export const makeSilence = z.strictObject({ id: own, reason, alert, ...scope, ...moment }).meta({ id: 'MakeSilence' });

/** And to change one: what is given replaces what was, scope and times each as a whole. */
export const changeMaintenance = makeMaintenance.omit({ id: true }).partial().meta({ id: 'ChangeMaintenanceWindow' });
export const changeSilence = makeSilence.omit({ id: true }).partial().meta({ id: 'ChangeSilence' });

/** Either of them, as far as it was given. */
export type SuppressionRequest = Partial<z.infer<typeof makeMaintenance> & z.infer<typeof makeSilence>>;
