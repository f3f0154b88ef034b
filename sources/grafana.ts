import type { Signal } from '../domain/signal/signal.ts';
import { hiddenAlerts, readNotification } from './reading/prometheus-alert.ts';
import { isRecord } from './reading/record.ts';
import { scopeOfIntegration } from './reading/signal.ts';
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

const isTest = ({ labels, status }: Signal): boolean =>
  status === 'firing' && labels.alertname === 'TestAlert' && labels.instance === 'Grafana';

/**
 * The button "Test" of a contact point sends an alert that Grafana never resolves: it is shown, wakes nobody, and ends at once
 * (<https://github.com/grafana/grafana/blob/main/pkg/services/ngalert/notifier/testreceivers.go>).
 */
const withTestsEnded = (parsed: Parsed): Parsed => {
  if (!parsed.signals.some(isTest)) return parsed;
  const ended = parsed.signals.flatMap((signal, i) => {
    const place = parsed.places?.[i];
    if (!isTest(signal)) return [{ signal, place }];
    const test = { ...signal, suppressedBySender: 'it is the test of a contact point' };
    return [
      { signal: test, place },
      { signal: { ...test, status: 'resolved' as const, occurredAt: signal.receivedAt, saidAt: undefined }, place },
    ];
  });
  return { ...parsed, signals: ended.map(({ signal }) => signal), places: ended.map(({ place }) => place) };
};

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
        ? scopeOfIntegration(request.integration.id)
        : `grafana ${externalUrl} ${cleanText(body.orgId, LONGEST_SCOPE) ?? ''}`,
    groupKey: body.groupKey === NO_GROUP ? undefined : cleanKey(body.groupKey),
    moreLinks: LINKS,
  });
  const told = withTestsEnded(parsed);
  const hidden = hiddenAlerts(body);
  if (hidden === 0) return told;
  return {
    ...told,
    warnings: [`Grafana cut ${hidden} alerts from a notification: set "Max Alerts" of the contact point to 0.`],
  };
};

export const grafana: Source = {
  id: 'grafana',
  verify: grafanaSignature,
  groups: true,
  parse,
};

export const heading = 'Grafana Alerting';

export const setup = `1. In Grafana open *Alerting → Contact points → Add contact point* (*Alerts & IRM → Alerting* in Grafana Cloud) and choose *Webhook*.
2. URL: \`{{url}}/in/grafana\`; HTTP method: POST.
3. Under *Optional Webhook settings*: *Authorization Header - Scheme* \`Bearer\`, *Credentials* \`{{key}}\`; *Max Alerts* 0.
4. Leave *Disable resolved message* off and *Custom Payload* empty, save, and let a notification policy use the contact point.

To sign instead, where your Grafana offers it, set the *HMAC Signature* of the contact point: *Secret* \`{{key}}\`, *Header*
\`X-Grafana-Alerting-Signature\`, *Timestamp Header* \`X-Grafana-Alerting-Timestamp\`, and as the URL
\`{{url}}/in/grafana/{{id}}\`. A signature that is wrong or more than five minutes old or ahead is refused.

Muster reads the labels \`severity\`, \`service\` (or \`app\`, \`job\`) and \`environment\` (or \`env\`, \`stage\`), and the annotations \`summary\`,
\`description\` and \`runbook_url\`. A rule that gets no data or fails comes as an alert of its own, \`DatasourceNoData\` or
\`DatasourceError\`, with the labels of the rule; it is called by the rule's name. The button *Test* sends an alert that is
shown, wakes nobody and ends at once. A Grafana that hands its alerts to an external Alertmanager reaches Muster through
that Alertmanager: see the source \`alertmanager\`.`;
