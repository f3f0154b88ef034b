import { hiddenAlerts, readNotification } from './reading/prometheus-alert.ts';
import { isRecord } from './reading/record.ts';
import { cleanKey, cleanText } from './reading/text.ts';
import { grafanaSignature } from './signature/grafana.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_SCOPE = 512;

/** What Grafana sends where alerts are not grouped: it would put everything into one group. */
const NO_GROUP = '{}:{}';

const LINKS = [
  ['dashboardURL', 'Dashboard'],
  ['panelURL', 'Panel'],
  ['imageURL', 'Image'],
  ['silenceURL', 'Silence'],
] as const;

/**
 * Grafana's webhook contact point:
 * <https://grafana.com/docs/grafana/latest/alerting/configure-notifications/manage-contact-points/integrations/webhook-notifier/>.
 * Alertmanager's shape with more links. The key is the fingerprint within that organisation of that Grafana; never the
 * group key, which is often the same for everything.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  if (!isRecord(body) || !Array.isArray(body.alerts)) {
    throw new NotUnderstoodError('This is not a notification of Grafana: it has no list "alerts".');
  }
  const externalUrl = cleanText(body.externalURL, LONGEST_SCOPE);
  const parsed = readNotification(body, body.alerts, {
    source: 'grafana',
    request,
    scope:
      externalUrl === undefined
        ? `integration ${request.integration.id}`
        : `grafana ${externalUrl} ${cleanText(body.orgId, LONGEST_SCOPE) ?? ''}`,
    groupKey: body.groupKey === NO_GROUP ? undefined : cleanKey(body.groupKey),
    moreLinks: LINKS,
  });
  const hidden = hiddenAlerts(body);
  if (hidden === 0) return parsed;
  return {
    ...parsed,
    warnings: [`Grafana cut ${hidden} alerts from a notification: set "Max Alerts" of the contact point to 0.`],
  };
};

export const grafana: Source = {
  id: 'grafana',
  title: 'Grafana Alerting',
  verify: grafanaSignature,
  parse,
};

export const setup = `1. In Grafana open *Alerting → Contact points → Add contact point* and choose *Webhook*.
2. URL: \`{{url}}/in/grafana\`; HTTP method: POST.
3. Under *Optional Webhook settings*: *Authorization Header - Scheme* \`Bearer\`, *Credentials* \`{{key}}\`; *Max Alerts* 0.
4. Leave *Disable resolved message* off, save, and let a notification policy use the contact point.

To sign instead, set the *HMAC Signature* of the contact point: *Secret* \`{{key}}\`, *Header* \`X-Grafana-Alerting-Signature\`,
*Timestamp Header* \`X-Grafana-Alerting-Timestamp\`, and as the URL \`{{url}}/in/grafana/{{id}}\`. A signature that is
wrong or more than five minutes old or ahead is refused.

Muster reads the labels \`severity\`, \`service\` (or \`app\`, \`job\`) and \`environment\` (or \`env\`, \`stage\`), and the
annotations \`summary\`, \`description\` and \`runbook_url\`.`;
