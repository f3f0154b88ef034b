import { type EpochMs, parseInstant } from '../domain/instant/instant.ts';
import type { Signal, SignalStatus } from '../domain/signal/signal.ts';
import { groupOfAlerts } from './reading/alertmanager-group.ts';
import { hiddenAlerts, readNotification } from './reading/prometheus-alert.ts';
import { isRecord, type JsonRecord, recordOr } from './reading/record.ts';
import { scopeOfIntegration } from './reading/signal.ts';
import { cleanKey, cleanText, withoutSlashesAtEnd } from './reading/text.ts';
import { NotUnderstoodError, type Parsed, type Source, type SourceRequest } from './source.ts';

const LONGEST_SCOPE = 512;

const listIn = (body: unknown): readonly unknown[] | undefined => (Array.isArray(body) ? body : undefined);

/** As Alertmanager has it: an alert without an end fires, and so does one whose end is still to come. */
const statusByEnd =
  (receivedAt: EpochMs) =>
  ({ startsAt, endsAt }: JsonRecord): SignalStatus => {
    const end = parseInstant(endsAt);
    return end !== undefined && end <= Math.max(receivedAt, parseInstant(startsAt) ?? 0) ? 'resolved' : 'firing';
  };

/** Prometheus never says that an alert fires, only until when; whether that has passed is a matter of two clocks. */
const untilMoved = (signal: Signal, { startsAt, status }: JsonRecord): Signal => {
  const beganAt = parseInstant(startsAt);
  return signal.status !== 'resolved' || status !== undefined || beganAt === undefined
    ? signal
    : { ...signal, endsUnlessMoved: { beganAt } };
};

/**
 * What clients of Alertmanager's own API post, Prometheus and other rulers first: a bare list of alerts that belong to no
 * notification, <https://github.com/prometheus/alertmanager/blob/main/api/v2/openapi.yaml>.
 */
const parseList = (alerts: readonly unknown[], request: SourceRequest): Parsed => {
  const parsed = readNotification({}, alerts, {
    source: 'alertmanager',
    request,
    scope: scopeOfIntegration(request.integration.id),
    groupKey: undefined,
    moreLinks: [],
    statusOf: statusByEnd(request.receivedAt),
  });
  const rejected = parsed.rejected.map(({ reason, entry }) => ({ reason, entry: recordOr(entry).alerts }));
  const signals = parsed.signals.map((signal, i) => untilMoved(signal, recordOr(parsed.places?.[i])));
  return { ...parsed, signals, rejected };
};

/** With a slash at its end or without: it is configured by hand. */
const addressIn = (value: unknown): string | undefined => {
  const address = cleanText(value, LONGEST_SCOPE);
  return address === undefined ? undefined : withoutSlashesAtEnd(address);
};

/**
 * Alertmanager's webhook, version "4": <https://prometheus.io/docs/alerting/latest/configuration/#webhook_config>.
 * The key is the alert's fingerprint within that Alertmanager (`externalURL`), so that both of a pair, and two
 * integrations of one, speak of the same alert.
 */
const parse = (request: SourceRequest): Parsed => {
  const { body } = request;
  const list = listIn(body);
  if (list) return parseList(list, request);
  if (!isRecord(body) || !Array.isArray(body.alerts)) {
    throw new NotUnderstoodError('This is not a notification of Alertmanager: it has no list "alerts".');
  }
  const externalUrl = addressIn(body.externalURL);
  const groupKey = cleanKey(body.groupKey);
  const parsed = readNotification(body, body.alerts, {
    source: 'alertmanager',
    request,
    scope: externalUrl === undefined ? scopeOfIntegration(request.integration.id) : `alertmanager ${externalUrl}`,
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
  ownApi: { addresses: ['api/v2/alerts', 'api/v1/alerts'], isAsked: (body) => listIn(body) !== undefined },
  groups: true,
  parse,
};

export const heading = 'Prometheus Alertmanager';

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

Muster reads the labels \`severity\`, \`service\` (or \`app\`, \`job\`) and \`environment\` (or \`env\`, \`stage\`), and the annotations \`summary\`,
\`description\`, \`runbook_url\` and \`dashboard\`. An alert is known by its fingerprint within one Alertmanager (\`externalURL\`): give both
of a pair the same \`--web.external-url\`, and what both send is one alert. Where alerts of one integration come from a second address, the
answer and the log warn of it: an end that the one tells ends nothing of the other. What \`max_alerts\` cuts away is never told, neither its
beginning nor its end: leave it at 0.

To hear when Prometheus itself falls silent, route an alert that always fires (\`Watchdog\`) here as well, and name it in the
configuration: \`heartbeats: [{ id: prometheus, integration: {{id}}, alertname: Watchdog, service: …,
intervalSeconds: … }]\`, with an interval above the route's \`repeat_interval\`.

With another \`max_alerts\` the alerts that are left out are never told: the incident says how many, and ends with the group.

The same group may also come by \`pagerduty_configs\` or \`opsgenie_configs\` of that receiver: it is one incident, of the service
that the alerts name, and its alerts are counted once. Keep \`client_url\` (\`source\` of Opsgenie) as it is, for it says which
Alertmanager sent it.

What posts to an Alertmanager's own API, as Prometheus, Mimir, Flux, Argo CD and ElastAlert do, may take Muster for one. Its address is
\`{{url}}/in/alertmanager/{{key}}\`, to which such a client adds \`/api/v2/alerts\` (or \`/api/v1/alerts\`) by itself; or \`{{url}}\` with the
key as the password. An alert ends when its \`endsAt\` has come and is not moved on: the clock of a Prometheus may be behind, then an alert is heard of with its second message. For Prometheus itself, without an
Alertmanager between, that is \`path_prefix: /in/alertmanager/{{key}}\` in \`alerting.alertmanagers\`.

Over a topic (\`sns_configs\`): subscribe \`{{url}}/integration/{{key}}/enqueue\` to it, and leave \`message\` as it is. Muster reads
the text of the default template alert by alert. That text names no instants and not which Alertmanager sent it: the same
alerts by webhook are other alerts.`;
