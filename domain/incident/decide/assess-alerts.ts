import type { Lookup } from '../../configuration/lookup.ts';
import { type Assessment, assess, isMoreSevere, type Severity, severityNumber } from '../../severity/severity.ts';
import { type AlertSeverity, isWorse } from '../../signal/signal.ts';
import { kindOf } from '../alerts-held.ts';
import type { IncidentState } from '../state.ts';

/** What an alert is assessed by. */
export type Assessed = { readonly serviceId: string; readonly severity: AlertSeverity };

/** What an alert would be if it were alone. */
const assessAlert = (alert: Assessed, environment: string, lookup: Lookup): Assessment => {
  const service = lookup.service(alert.serviceId);
  return assess({
    tier: service?.tier ?? 4,
    production: lookup.isProduction(environment),
    alertSeverity: alert.severity,
    matrix: service?.matrix ?? lookup.configuration.severity.matrix,
  });
};

/** The worst of them. Alike alerts are assessed once: a storm has thousands of them. */
export const worstAssessment = (
  alerts: readonly Assessed[],
  environment: string,
  lookup: Lookup,
): Assessment | undefined => {
  const different = new Map<string, Assessed>();
  for (const alert of alerts) different.set(kindOf(alert), alert);
  return [...different.values()]
    .map((alert) => assessAlert(alert, environment, lookup))
    .reduce<Assessment | undefined>(
      (worst, one) => (worst === undefined || isMoreSevere(one.severity, worst.severity) ? one : worst),
      undefined,
    );
};

/** Whether one is worse than another: as its service makes it, then as its sender said. */
export const isWorseAlert = (a: Assessed, b: Assessed, environment: string, lookup: Lookup): boolean => {
  const [first, second] = [a, b].map((alert) => assessAlert(alert, environment, lookup).severity) as [
    Severity,
    Severity,
  ];
  return first === second ? isWorse(a.severity, b.severity) : isMoreSevere(first, second);
};

/** Bad enough for waking somebody. */
export const pagesFrom = (severity: Severity, lookup: Lookup): boolean =>
  severityNumber(severity) <= severityNumber(lookup.configuration.paging.from);

/** Somebody would be paged for it if it were alone. */
export const wouldPage = (alert: Assessed, { environment }: IncidentState, lookup: Lookup): boolean =>
  pagesFrom(assessAlert(alert, environment, lookup).severity, lookup);
