import * as z from 'zod';
import type { AlertSeverity } from '../signal/signal.ts';

export const severity = /* @__PURE__ */ (() =>
  z.enum(['SEV1', 'SEV2', 'SEV3', 'SEV4', 'SEV5']).meta({ id: 'Severity' }))();
export type Severity = z.infer<typeof severity>;

export const impact = /* @__PURE__ */ (() =>
  z.enum(['extensive', 'significant', 'moderate', 'minor']).meta({ id: 'Impact' }))();
export type Impact = z.infer<typeof impact>;

export const urgency = /* @__PURE__ */ (() => z.enum(['critical', 'high', 'medium', 'low']).meta({ id: 'Urgency' }))();
export type Urgency = z.infer<typeof urgency>;

/** Impact × urgency → severity. A service may override the whole matrix. */
export const severityMatrix = /* @__PURE__ */ (() =>
  z.record(impact, z.record(urgency, severity)).meta({ id: 'SeverityMatrix' }))();
export type SeverityMatrix = z.infer<typeof severityMatrix>;

export const tier = /* @__PURE__ */ (() => z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4)]))();
export type Tier = z.infer<typeof tier>;

/** 1 for SEV1 … 5 for SEV5, for conditions such as "severity at most 2". */
export const severityNumber = (s: Severity): number => Number(s.slice(3));

/** True when `a` is worse than `b`: SEV1 is worse than SEV2. */
export const isMoreSevere = (a: Severity, b: Severity): boolean => severityNumber(a) < severityNumber(b);

/** ITSM tools that expect a priority get P1…P5. */
export const priorityOf = (s: Severity): string => `P${severityNumber(s)}`;

/** Critical functions of a critical service are SEV1 or SEV2; a medium problem never wakes the executives. */
export const DEFAULT_MATRIX: SeverityMatrix = {
  extensive: { critical: 'SEV1', high: 'SEV2', medium: 'SEV3', low: 'SEV5' },
  significant: { critical: 'SEV2', high: 'SEV3', medium: 'SEV4', low: 'SEV5' },
  moderate: { critical: 'SEV3', high: 'SEV4', medium: 'SEV4', low: 'SEV5' },
  minor: { critical: 'SEV4', high: 'SEV5', medium: 'SEV5', low: 'SEV5' },
};

const IMPACT_BY_TIER: Record<Tier, Impact> = { 1: 'extensive', 2: 'significant', 3: 'moderate', 4: 'minor' };

const URGENCY_BY_ALERT: Record<AlertSeverity, Urgency> = {
  critical: 'critical',
  error: 'high',
  warning: 'medium',
  info: 'low',
};

/** Why an incident has the severity it has. */
export interface Assessment {
  readonly impact: Impact;
  readonly urgency: Urgency;
  readonly severity: Severity;
  readonly reason: string;
}

export interface AssessmentInput {
  readonly tier: Tier;
  readonly production: boolean;
  readonly alertSeverity?: AlertSeverity;
  readonly impact?: Impact;
  readonly urgency?: Urgency;
  readonly matrix?: SeverityMatrix;
}

/**
 * Impact from the service's tier (outside production it is minor: nobody is affected), urgency from the alert, unless a
 * person states either; severity from the matrix. With no urgency given, high: when unsure, take the higher one.
 */
export const assess = (input: AssessmentInput): Assessment => {
  const byTier: Impact = input.production ? IMPACT_BY_TIER[input.tier] : 'minor';
  const chosenImpact = input.impact ?? byTier;
  const chosenUrgency = input.urgency ?? (input.alertSeverity ? URGENCY_BY_ALERT[input.alertSeverity] : 'high');
  const matrix = input.matrix ?? DEFAULT_MATRIX;
  const result = matrix[chosenImpact][chosenUrgency];
  const impactReason = input.impact
    ? 'as stated'
    : input.production
      ? `service tier ${input.tier}`
      : 'not a production environment';
  const urgencyReason = input.urgency
    ? 'as stated'
    : input.alertSeverity
      ? `alert is ${input.alertSeverity}`
      : 'not known, taken as high';
  return {
    impact: chosenImpact,
    urgency: chosenUrgency,
    severity: result,
    reason: `impact ${chosenImpact} (${impactReason}) × urgency ${chosenUrgency} (${urgencyReason})${input.matrix ? ', by the matrix of the service' : ''}`,
  };
};
