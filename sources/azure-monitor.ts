import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { type JsonRecord, recordOr } from './reading/record.ts';
import { joinedKey, objectIn, one, signalFrom } from './reading/signal.ts';
import { cleanKey } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const SEVERITY: ReadonlyMap<string, AlertSeverity> = new Map([
  ['sev0', 'critical'],
  ['sev1', 'error'],
  ['sev2', 'warning'],
  ['sev3', 'info'],
  ['sev4', 'info'],
]);

const STATUS: ReadonlyMap<unknown, SignalStatus> = new Map([
  ['Fired', 'firing'],
  ['Resolved', 'resolved'],
]);

/**
 * Azure's own health tells of a change of something that goes on by an alert of its own each time, always "Fired": what goes
 * on, and where it stands, is in the context.
 */
const HEALTH: ReadonlySet<unknown> = new Set(['ServiceHealth', 'ResourceHealth', 'Service Health', 'Resource Health']);
/** Where something stands that is not over, and how the end of it is told. */
const STAGES: ReadonlySet<string> = new Set([
  'planned',
  'inprogress',
  'updated',
  'rca',
  'preliminary rca',
  'final rca',
  'informational',
]);
const OVER: ReadonlySet<unknown> = new Set(['Resolved', 'RCA', 'Complete', 'Canceled', 'Available']);

/** An issue of Azure by its tracking id, a resource by its own; undefined for every other alert. */
const healthOf = (essentials: JsonRecord, context: JsonRecord, target: unknown): HealthEvent | undefined => {
  if (!HEALTH.has(essentials.monitoringService)) return undefined;
  const properties = recordOr(context.properties);
  const key = joinedKey(essentials.alertRule, properties.trackingId ?? target);
  if (key === undefined) return undefined;
  const stage = properties.stage ?? properties.currentHealthStatus ?? context.status;
  return {
    key,
    title: properties.title,
    at: context.eventTimestamp,
    status: OVER.has(stage) ? 'resolved' : 'firing',
    stage,
  };
};

interface HealthEvent {
  readonly key: string;
  readonly title: unknown;
  readonly at: unknown;
  readonly status: SignalStatus;
  readonly stage: unknown;
}

const SCHEMA = 'azureMonitorCommonAlertSchema';

/**
 * An alert of Azure Monitor in the common alert schema:
 * <https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema>. Alerts over logs may be stateless
 * and are then never resolved.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Azure Monitor');
  const { essentials: given, customProperties, alertContext } = recordOr(body.data);
  const essentials = recordOr(given);
  const key = cleanKey(essentials.alertId);
  const status = STATUS.get(essentials.monitorCondition);
  if (key === undefined || status === undefined) {
    throw new NotUnderstoodError(`This is not an alert in the schema ${SCHEMA}: enable it in the action group.`);
  }
  const targets = Array.isArray(essentials.configurationItems) ? essentials.configurationItems : [];
  const ids = Array.isArray(essentials.alertTargetIDs) ? essentials.alertTargetIDs : [];
  const health = healthOf(essentials, recordOr(alertContext), ids[0]);
  return one(
    signalFrom('azure-monitor', request, {
      key: health?.key ?? key,
      ...(health === undefined && { keyOfEpisode: true }),
      status: health?.status ?? status,
      statusWord: health?.stage,
      statusWords: STAGES,
      severity: essentials.severity,
      severityWords: SEVERITY,
      title: [health?.title, essentials.alertRule],
      description: essentials.description,
      occurredAt: health ? health.at : status === 'resolved' ? essentials.resolvedDateTime : essentials.firedDateTime,
      resource: targets[0] ?? ids[0],
      labels: [
        { signalType: essentials.signalType, monitoringService: essentials.monitoringService, target: ids[0] },
        customProperties,
      ],
      links: [[essentials.investigationLink, 'Azure portal']],
    }),
  );
};

export const azureMonitor: Source = {
  id: 'azure-monitor',
  parse,
};

export const heading = 'Azure Monitor';

export const setup = `1. In the Azure portal open *Monitor → Alerts → Action groups*, and in the action group add an action of the type *Webhook* (not *Secure
   Webhook*: tokens of Microsoft Entra are not read).
2. URI: \`{{url}}/in/azure-monitor/{{key}}\`. A webhook of Azure can set no header, so the key is part of the address.
3. Set *Enable the common alert schema* to *Yes*; no other schema is read.
4. Let alert rules use the action group; leave *Automatically resolve alerts* on.

Sev0 is critical, Sev1 error, Sev2 warning, Sev3 and Sev4 info. The custom properties \`service\` and \`environment\` of an alert rule name the
service and the environment.

- An alert over logs that is *stateless* is never resolved by Azure: make it stateful, or resolve its incident by hand, which ends its alerts.
- Alerts of the activity log always have Sev4. Give them an action group and an integration of their own, with
  \`severityOverrides: { Sev4: error }\`, if they should page.
- Service Health and Resource Health send an alert, always *Fired*, for each step: Muster follows the issue by its tracking id, the resource
  by its own, and resolves by the stage. Let their rules send all stages.
- *Test action group* sends an alert like any other.`;
