import type { Facts } from '../condition/condition.ts';
import { ALERT_WINDOWS } from '../condition/fact-names.ts';
import type { Lookup } from '../configuration/lookup.ts';
import { type Iso, toMs } from '../instant/instant.ts';
import { severityNumber } from '../severity/severity.ts';
import { arrivedSince } from './arrivals.ts';
import type { IncidentState } from './state.ts';

/**
 * What trigger rules and communication plans may ask of an incident:
 * `severity` (1–5), `impact`, `urgency`, `service.id`, `service.tier` (the most critical affected), `services.affected`,
 * `environment`, `production`, `alerts.total`, `alerts.firing`, `alerts.last10Minutes` …, `children`, `affectedUsers`,
 * `origin` (alert, person), `status`, `major`, `labels.<name>` (of the alert that opened it).
 */
export const factsOfIncident = (state: IncidentState, lookup: Lookup, now: Iso): Facts => {
  const tiers = state.affectedServices.map((id) => lookup.service(id)?.tier ?? 4);
  const facts: Record<string, string | number | boolean | undefined> = {
    severity: severityNumber(state.severity),
    impact: state.impact,
    urgency: state.urgency,
    'service.id': state.serviceId,
    'service.tier': Math.min(...tiers),
    'services.affected': state.affectedServices.length,
    environment: state.environment,
    production: lookup.isProduction(state.environment),
    'alerts.total': state.alerts.total,
    'alerts.firing': state.firing,
    children: state.children.length,
    affectedUsers: state.affectedUsers,
    origin: state.origin.kind,
    status: state.status,
    major: state.major,
  };
  const at = toMs(now);
  for (const minutes of ALERT_WINDOWS) {
    facts[`alerts.last${minutes}Minutes`] = arrivedSince(state.alerts.arrivals, at - minutes * 60_000);
  }
  for (const key in state.labels) facts[`labels.${key}`] = state.labels[key];
  return facts;
};
