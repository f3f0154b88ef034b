import type { AlertSeverity, SignalStatus } from '../domain/signal/signal.ts';
import { recordOr } from './reading/record.ts';
import { objectIn, one, signalFrom } from './reading/signal.ts';
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

const SCHEMA = 'azureMonitorCommonAlertSchema';

/**
 * An alert of Azure Monitor in the common alert schema:
 * <https://learn.microsoft.com/en-us/azure/azure-monitor/alerts/alerts-common-schema>. Alerts over logs may be stateless
 * and are then never resolved.
 */
const parse = (request: SourceRequest): Parsed => {
  const body = objectIn(request, 'Azure Monitor');
  const { essentials: given, customProperties } = recordOr(body.data);
  const essentials = recordOr(given);
  const key = cleanKey(essentials.alertId);
  const status = STATUS.get(essentials.monitorCondition);
  if (key === undefined || status === undefined) {
    throw new NotUnderstoodError(`This is not an alert in the schema ${SCHEMA}: enable it in the action group.`);
  }
  const targets = Array.isArray(essentials.configurationItems) ? essentials.configurationItems : [];
  const ids = Array.isArray(essentials.alertTargetIDs) ? essentials.alertTargetIDs : [];
  return one(
    signalFrom('azure-monitor', request, {
      key,
      status,
      severity: essentials.severity,
      severityWords: SEVERITY,
      title: [essentials.alertRule],
      description: essentials.description,
      occurredAt: status === 'resolved' ? essentials.resolvedDateTime : essentials.firedDateTime,
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
  title: 'Azure Monitor',
  parse,
};

export const setup = `1. In the Azure portal open *Monitor → Alerts → Action groups*, and in the action group add an action of the type *Webhook*.
2. URI: \`{{url}}/in/azure-monitor/{{key}}\`. A webhook of Azure can set no header, so the key is part of the address.
3. Set *Enable the common alert schema* to *Yes*.
4. Let alert rules use the action group; leave *Automatically resolve alerts* on.

The custom properties \`service\` and \`environment\` of an alert rule name the service and the environment.`;
