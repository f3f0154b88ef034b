import { groupOfAlerts } from './reading/alertmanager-group.ts';
import { hiddenAlerts, readNotification } from './reading/prometheus-alert.ts';
import { isRecord } from './reading/record.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_SCOPE = 512;

/**
 * Alertmanager's webhook, version "4": <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.
 * The key is the alert's fingerprint within that Alertmanager (`externalURL`), so that both of a pair, and two
 * integrations of one, speak of the same alert.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  if (!isRecord(body) || !Array.isArray(body.alerts)) {
    throw new NotUnderstoodError('This is not a notification of Alertmanager: it has no list "alerts".');
  }
  const externalUrl = cleanText(body.externalURL, LONGEST_SCOPE);
  const groupKey = cleanKey(body.groupKey);
  const parsed = readNotification(body, body.alerts, {
    source: 'alertmanager',
    request,
    scope: externalUrl === undefined ? `integration ${request.integration.id}` : `alertmanager ${externalUrl}`,
    groupKey,
    sharedGroup: groupOfAlerts(externalUrl, body),
    moreLinks: [],
  });
  const hidden = hiddenAlerts(body);
  if (hidden === 0) return parsed;
  // Cut by max_alerts: neither the firing nor the resolution of these alerts will ever be delivered.
  const state = body.status === 'resolved' ? 'resolved' : 'firing';
  return {
    ...parsed,
    warnings: [
      `Alertmanager cut ${hidden} alerts from the group ${groupKey ?? 'unknown'} (${state}): set max_alerts to 0.`,
    ],
  };
};

export const alertmanager: Source = {
  id: 'alertmanager',
  title: 'Prometheus Alertmanager',
  parse,
};

export const setup = `Add a receiver to \`alertmanager.yml\` and route to it:

\`\`\`yaml
receivers:
  - name: muster
    webhook_configs:
      - url: {{url}}/in/alertmanager
        http_config:
          authorization:
            credentials: '{{key}}'
        send_resolved: true
        max_alerts: 0
\`\`\`

Muster reads the labels \`severity\`, \`service\` (or \`app\`, \`job\`) and \`environment\` (or \`env\`, \`stage\`), and the
annotations \`summary\`, \`description\`, \`runbook_url\` and \`dashboard\`.

With another \`max_alerts\` the alerts that are left out are never told: the incident says how many, and ends with the group.

The same group may also come by \`pagerduty_configs\` or \`opsgenie_configs\` of that receiver: it is one incident, of the service
that the alerts name, and its alerts are counted once. Keep \`client_url\` (\`source\` of Opsgenie) as it is, for it says which
Alertmanager sent it.

Over a topic (\`sns_configs\`): subscribe \`{{url}}/integration/{{key}}/enqueue\` to it, and leave \`message\` as it is. Muster reads
the text of the default template alert by alert. That text names no instants and not which Alertmanager sent it: the same
alerts by webhook are other alerts.`;
