import * as z from 'zod';
import { alertSeverity } from '../signal/signal.ts';
import { id } from './primitives.ts';

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

/** What a public form may report, and what becomes of it. The key of its integration is no secret: it stands in the page. */
export const reportForm = z.strictObject({
  services: z
    .array(
      z.strictObject({
        name: z.string().trim().min(1).max(100).describe('what the public reads'),
        service: id.describe('never told'),
      }),
    )
    .min(1)
    .max(50)
    .refine((services) => new Set(services.map(({ name }) => name.toLowerCase())).size === services.length, {
      error: 'two services have the same public name',
    })
    .describe('the choices of the form'),
  allowedOrigins: z
    .array(
      z.string().refine(isOrigin, { error: 'an origin is a scheme and a host, such as https://status.example.com' }),
    )
    .max(20)
    .default([])
    .describe('pages that may send with a script or a form, such as `https://status.example.com`'),
  severityFrom: z
    .array(
      z.strictObject({
        reporters: z.number().int().min(2).max(500).describe('so many different people'),
        severity: alertSeverity.describe('how severe it is then'),
      }),
    )
    .max(4)
    .default([
      { reporters: 10, severity: 'warning' },
      { reporters: 20, severity: 'error' },
    ])
    .describe('how severe so many reporters make it; whoever reports something cosmetic does not count'),
  maximumSeverity: alertSeverity.default('warning').describe('however many report'),
  perAddress: z
    .strictObject({
      perMinute: z.number().int().min(1).max(6000).default(1).describe('reports on average'),
      burst: z.number().int().min(1).max(6000).default(5).describe('reports at once'),
    })
    .prefault({})
    .describe('what one address, or one /64 of IPv6, may send; people behind one proxy share an address'),
});
export type ReportForm = z.infer<typeof reportForm>;
