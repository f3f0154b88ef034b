import * as z from 'zod';
import type { ReportForm } from '../configuration/report-form.ts';
import type { Iso } from '../instant/instant.ts';
import { type AlertSeverity, isWorse } from '../signal/signal.ts';
import type { SealedData } from '../stream/personal.ts';

/** How bad it is for whoever reports it. */
export const reportImpact = /* @__PURE__ */ (() =>
  z.enum(['cannot-work', 'slow', 'cosmetic']).meta({ id: 'ReportImpact' }))();
export type ReportImpact = z.infer<typeof reportImpact>;

/** What one person reported, as those who answer it read it. It is kept for 90 days, apart from the incident, which is kept for good. */
export const report = /* @__PURE__ */ (() =>
  z
    .strictObject({
      reference: z.string(),
      at: z.iso.datetime(),
      what: z.string(),
      impact: reportImpact,
      /** In the words of whoever reported it. */
      since: z.string().optional(),
      contact: z.string().optional(),
      /** The words and the contact are gone: somebody had the person erased. */
      erased: z.literal(true).optional(),
    })
    .meta({ id: 'Report' }))();
export type Report = z.infer<typeof report>;

/** What one person said, and how to reach them. */
type Told = 'what' | 'since' | 'contact';

/**
 * A report as it is stored: of one alert, once an hour and reporter. What the person said stands in a row of its own (`words`), which
 * can be erased; what an earlier version stored says it itself.
 */
export interface StoredReport extends Omit<Report, Told | 'erased'>, Partial<Pick<Report, Told>> {
  readonly words?: SealedData;
  readonly alertId: string;
  /** Who it was, as a keyed hash of address and contact. */
  readonly reporter: string;
}

/** A report with what the person said, which is undefined once it was erased. */
export const shownReport = (
  { alertId: _, reporter: __, words, ...stored }: StoredReport,
  said: Partial<Pick<Report, Told>> | undefined,
): Report => {
  if (words === undefined) return { ...stored, what: stored.what ?? '' };
  return said === undefined ? { ...stored, what: '', erased: true } : { ...stored, ...said, what: said.what ?? '' };
};

/** Reporters and not reports; what is only cosmetic wakes nobody, however many say so. */
export const reportersIn = (reports: readonly StoredReport[]): number =>
  new Set(reports.filter(({ impact }) => impact !== 'cosmetic').map(({ reporter }) => reporter)).size;

/** The least severe of both: nobody outside decides how loud it gets. */
export const atMost = (severity: AlertSeverity, most: AlertSeverity): AlertSeverity =>
  isWorse(severity, most) ? most : severity;

/** What so many reporters make of it, within the cap of the form; undefined for too few. */
export const severityBy = (reporters: number, form: ReportForm): AlertSeverity | undefined => {
  let worst: AlertSeverity | undefined;
  for (const step of form.severityFrom) {
    if (reporters >= step.reporters && (worst === undefined || isWorse(step.severity, worst))) worst = step.severity;
  }
  return worst && atMost(worst, form.maximumSeverity);
};

/** The hour of an instant, in which a reporter counts once: `2026-11-21T19`. */
export const hourOf = (at: Iso): string => at.slice(0, 13);
