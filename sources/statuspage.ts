import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

/** Maintenance that the vendor has announced is no outage. */
const INCIDENT_STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['resolved', 'resolved'],
  ['postmortem', 'resolved'],
  ['completed', 'resolved'],
  ['scheduled', 'unknown'],
  ['in_progress', 'unknown'],
  ['verifying', 'unknown'],
]);

const COMPONENT_STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['operational', 'resolved'],
  ['under_maintenance', 'unknown'],
]);

/** Words for what goes on, and for what is announced. */
const PHASES: ReadonlySet<string> = new Set([
  'investigating',
  'identified',
  'monitoring',
  'update',
  'postmortem',
  'scheduled',
  'in_progress',
  'verifying',
  'under_maintenance',
  'degraded_performance',
  'partial_outage',
  'major_outage',
]);

/**
 * A vendor's own word, unsigned, is a hint, and pages nobody by itself whatever it says: the least severity, by which no
 * incident is worth a page. The integration may trust a vendor with more.
 */
const SEVERITY: ReadonlyMap<string, AlertSeverity> = new Map(
  ['critical', 'major', 'minor', 'none', 'maintenance', 'major_outage', 'partial_outage', 'degraded_performance'].map(
    (word) => [word, 'info'] as const,
  ),
);

const incidentUpdate = (request: SourceRequest, page: JsonRecord, incident: JsonRecord): Parsed => {
  const key = joinedKey(page.id, incident.id);
  if (key === undefined) throw new NotUnderstoodError('The incident has no id, or its page has none.');
  // The newest first.
  const update = recordOr(Array.isArray(incident.incident_updates) ? incident.incident_updates[0] : undefined);
  const components = Array.isArray(incident.components) ? incident.components : [];
  return one(
    signalFrom('statuspage', request, {
      key,
      status: INCIDENT_STATUS.get(incident.status) ?? 'firing',
      statusWord: incident.status,
      statusWords: PHASES,
      severity: incident.impact,
      severityWords: SEVERITY,
      severityOtherwise: 'info',
      title: [incident.name],
      description: update.body,
      occurredAt: update.created_at ?? incident.updated_at,
      resource: recordOr(components[0]).name,
      labels: [{ page: page.id, impact: incident.impact, phase: incident.status }],
      links: [[incident.shortlink, 'Status page']],
    }),
  );
};

const componentUpdate = (
  request: SourceRequest,
  page: JsonRecord,
  component: JsonRecord,
  update: JsonRecord,
): Parsed => {
  const key = joinedKey(page.id, 'component', component.id ?? update.component_id);
  if (key === undefined) throw new NotUnderstoodError('The component has no id, or its page has none.');
  const state = update.new_status ?? component.status;
  return one(
    signalFrom('statuspage', request, {
      key,
      status: COMPONENT_STATUS.get(state) ?? 'firing',
      statusWord: state,
      statusWords: PHASES,
      severity: state,
      severityWords: SEVERITY,
      severityOtherwise: 'info',
      title: [component.name],
      description: component.description,
      occurredAt: update.created_at,
      resource: component.name,
      labels: [{ page: page.id, state }],
      links: [],
    }),
  );
};

/**
 * Webhooks of Atlassian Statuspage, by which a vendor tells of its own outages:
 * <https://support.atlassian.com/statuspage/docs/enable-webhook-notifications/>. They cannot be signed.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Statuspage');
  const page = recordOr(body.page);
  if (isRecord(body.incident)) return incidentUpdate(request, page, body.incident);
  if (isRecord(body.component)) return componentUpdate(request, page, body.component, recordOr(body.component_update));
  throw new NotUnderstoodError('This is not a webhook of Statuspage: it has neither "incident" nor "component".');
};

export const statuspage: Source = {
  id: 'statuspage',
  parse,
};

export const heading = 'Statuspage (outages of vendors)';

export const setup = `1. On the vendor's status page choose *Subscribe to updates → Webhook*.
2. URL: \`{{url}}/in/statuspage/{{key}}\`; confirm by the e-mail that arrives.

Statuspage can neither sign nor set headers. So that a vendor's word alone wakes nobody, its outages have the severity \`info\`: they
are incidents that everybody sees and that page nobody (SEV5 in the default matrix; \`paging.from\` is SEV4). To be woken by a vendor,
say for which of its words: \`severityOverrides: { critical: error, major: warning }\` of the integration; the words are the impact of an
incident (\`minor\`, \`major\`, \`critical\`) and the status of a component (\`degraded_performance\`, \`partial_outage\`, \`major_outage\`).
Use one integration per vendor, and set its \`service\`. Announced maintenance changes nothing.`;
