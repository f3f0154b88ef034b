import type { Lookup } from '../../configuration/lookup.ts';
import { type Assessment, assess, isMoreSevere, type Severity, severityNumber } from '../../severity/severity.ts';
import { type AlertSeverity, isWorse } from '../../signal/signal.ts';
import { kindOf, kindsFiring } from '../alerts-held.ts';
import type { Draft } from '../draft.ts';
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

/**
 * What made it worse was no part of it, as a person says: it is as bad as what is left of it that fires. What a person has said of its
 * severity stays, and what nothing fires of stays as it was.
 *
 * @param why what is no part of it any more, in words
 */
export const ease = (draft: Draft, lookup: Lookup, why: string): void => {
  const { environment, severity: from, severityBy } = draft.state;
  const worst = severityBy === 'person' ? undefined : worstAssessment(kindsFiring(draft.state), environment, lookup);
  if (!worst || !isMoreSevere(from, worst.severity)) return;
  draft.raise({ type: 'SeverityChanged', from, ...worst, reason: `${why}; ${worst.reason}`, by: 'rules' });
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
