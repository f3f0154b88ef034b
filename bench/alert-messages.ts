import { hash } from 'node:crypto';

/** Which alerts a message speaks of. */
export interface AlertSeries {
  readonly service: string;
  readonly severity: 'critical' | 'warning' | 'info';
  /** What `groupBy` of the service tells incidents apart by. */
  readonly case: string;
  readonly startsAt: string;
}

const labelsOf = (series: AlertSeries, index: number): Record<string, string> => ({
  alertname: 'HighRequestLatency',
  case: series.case,
  cluster: 'prod-eu-west-1',
  container: 'web',
  environment: 'production',
  instance: `10.12.${index >> 8}.${index & 255}:9090`,
  job: 'kubernetes-pods',
  namespace: 'shop',
  pod: `checkout-web-7c9f6d5b8-${index.toString(36).padStart(5, '0')}`,
  prometheus: 'monitoring/k8s',
  service: series.service,
  severity: series.severity,
});

const annotationsOf = (index: number): Record<string, string> => ({
  description: `99th percentile latency of pod checkout-web-${index} is 2.31s, above the objective of 500ms for 5 minutes.`,
  runbook_url: 'https://runbooks.example.com/latency/high-request-latency',
  summary: 'High request latency on checkout-web',
});

const generatorURL =
  'https://prometheus.example.com/graph?g0.expr=histogram_quantile%280.99%2C+sum+by+%28le%29+%28rate%28http_request_duration_seconds_bucket%5B5m%5D%29%29%29+%3E+0.5&g0.tab=1';

/** A notification of Alertmanager's webhook, version 4, as it posts it for a group of pods: about 1 KB for each alert. */
export const webhookBody = (series: AlertSeries, from: number, count: number): string => {
  const alerts = Array.from({ length: count }, (_, i) => {
    const labels = labelsOf(series, from + i);
    return {
      status: 'firing',
      labels,
      annotations: annotationsOf(from + i),
      startsAt: series.startsAt,
      endsAt: '0001-01-01T00:00:00Z',
      generatorURL,
      fingerprint: hash('sha256', JSON.stringify(labels), 'hex').slice(0, 16),
    };
  });
  const shared = { alertname: 'HighRequestLatency', service: series.service, severity: series.severity };
  return JSON.stringify({
    receiver: 'muster',
    status: 'firing',
    alerts,
    groupLabels: { alertname: 'HighRequestLatency', service: series.service },
    commonLabels: { ...shared, cluster: 'prod-eu-west-1', environment: 'production', namespace: 'shop' },
    commonAnnotations: { summary: 'High request latency on checkout-web' },
    externalURL: 'https://alertmanager.example.com',
    version: '4',
    groupKey: `{}/{severity="${series.severity}"}:{alertname="HighRequestLatency", service="${series.service}"}`,
    truncatedAlerts: 0,
  });
};

/** Alerts as a script posts them in one body, as short as they may be. */
export const plainBody = (series: AlertSeries, from: number, count: number): string =>
  JSON.stringify({
    alerts: Array.from({ length: count }, (_, i) => ({
      title: `Latency of pod ${from + i}`,
      severity: series.severity,
      service: series.service,
      key: `${series.case}-${from + i}`,
    })),
  });

/** The same alerts as Prometheus posts them to Alertmanager's own API. */
export const prometheusBody = (series: AlertSeries, from: number, count: number): string =>
  JSON.stringify(
    Array.from({ length: count }, (_, i) => ({
      labels: labelsOf(series, from + i),
      annotations: annotationsOf(from + i),
      startsAt: series.startsAt,
      endsAt: '2099-01-01T00:00:00Z',
      generatorURL,
    })),
  );

/** A whole HTTP request, made once and sent many times. */
export const postRequest = (path: string, body: string, authorization?: string): Buffer => {
  const head = [
    `POST ${path} HTTP/1.1`,
    'Host: 127.0.0.1',
    'User-Agent: Alertmanager/0.27.0',
    `Content-Length: ${Buffer.byteLength(body)}`,
    ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
    'Content-Type: application/json',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
};
