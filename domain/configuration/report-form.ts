import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';
import { id } from './primitives.ts';

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** What a public form may report, and what becomes of it. The key of its integration is no secret: it stands in the page. */
export const reportForm = z.strictObject({
  /** The choices of the form; the names are what the public reads, the ids of services are never told. */
  services: z
    .array(z.strictObject({ name: z.string().trim().min(1).max(100), service: id }))
    .min(1)
    .max(50)
    .refine((services) => new Set(services.map(({ name }) => name.toLowerCase())).size === services.length, {
      error: 'two services have the same public name',
    }),
  /** Pages that may send with a script or a form, such as `https://status.example.com`. */
  allowedOrigins: z
    .array(
      z.string().refine(isOrigin, { error: 'an origin is a scheme and a host, such as https://status.example.com' }),
    )
    .max(20)
    .default([]),
  /** From so many different reporters on it is so severe. Whoever reports something cosmetic does not count. */
  severityFrom: z
    .array(z.strictObject({ reporters: z.number().int().min(2).max(500), severity: alertSeverity }))
    .max(4)
    .default([
      { reporters: 10, severity: 'warning' },
      { reporters: 20, severity: 'error' },
    ]),
  /** However many report. */
  maximumSeverity: alertSeverity.default('warning'),
  /** Reports from one address, or one /64 of IPv6. People behind one proxy share an address. */
  perAddress: z
    .strictObject({
      perMinute: z.number().int().min(1).max(6000).default(1),
      burst: z.number().int().min(1).max(6000).default(5),
    })
    .prefault({}),
});
export type ReportForm = z.infer<typeof reportForm>;
