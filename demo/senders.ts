import type { PutEventsRequestEntry } from '@aws-sdk/client-eventbridge';

/** What Kestrel's monitoring says during the outage, in each sender's own words. */

const alertOf = (name: string, pod: number, severity: string, startsAt: string, endsAt: string | undefined) => ({
  status: endsAt === undefined ? 'firing' : 'resolved',
  labels: {
    alertname: name,
    cluster: 'prod-eu',
    environment: 'production',
    namespace: 'shop',
    pod: `checkout-web-${pod}`,
    service: 'checkout',
    severity,
  },
  annotations: {
    summary: name === 'CheckoutLatencyHigh' ? 'Checkout takes more than 3 s' : 'Checkout answers 5xx',
    description: `Pod checkout-web-${pod}: ${name} for 5 minutes.`,
    runbook_url: 'https://runbooks.kestrel.example/checkout',
  },
  startsAt,
  endsAt: endsAt ?? '0001-01-01T00:00:00Z',
  generatorURL: 'https://prometheus.kestrel.example/graph',
  fingerprint: `${name}-${pod}`,
});

/** A group of one alert name over pods, as Alertmanager notifies and repeats it. */
export const alertmanagerGroup = (group: {
  name: string;
  pods: readonly number[];
  severity: string;
  startsAt: string;
  endsAt?: string;
}): unknown => ({
  version: '4',
  receiver: 'muster',
  status: group.endsAt === undefined ? 'firing' : 'resolved',
  groupKey: `{}:{alertname="${group.name}"}`,
  groupLabels: { alertname: group.name },
  commonLabels: { alertname: group.name, service: 'checkout' },
  commonAnnotations: {},
  externalURL: 'https://alertmanager.kestrel.example',
  truncatedAlerts: 0,
  alerts: group.pods.map((pod) => alertOf(group.name, pod, group.severity, group.startsAt, group.endsAt)),
});

/** CloudWatch's alarm on the commit latency of the orders database. */
export const databaseAlarm = (state: 'ALARM' | 'OK', at: string): PutEventsRequestEntry => ({
  Source: 'aws.cloudwatch',
  DetailType: 'CloudWatch Alarm State Change',
  Time: new Date(at),
  Resources: ['arn:aws:cloudwatch:eu-west-1:111122223333:alarm:orders-aurora-commit-latency'],
  Detail: JSON.stringify({
    alarmName: 'orders-aurora-commit-latency',
    state: {
      value: state,
      reason: 'Threshold Crossed: 3 datapoints were greater than the threshold (0.25).',
      timestamp: at,
    },
    previousState: { value: state === 'ALARM' ? 'OK' : 'ALARM', timestamp: at },
    configuration: { description: 'The orders database commits slowly', metrics: [] },
    alarmTags: { severity: 'error', environment: 'production' },
    alarmTagsStatus: 'SUCCESS',
  }),
});

/** What the payments team's own monitoring sends to PagerDuty. */
export const paymentsEvent = (action: 'trigger' | 'resolve', at: string): unknown => ({
  event_action: action,
  dedup_key: 'payments/authorisation-timeouts',
  payload: {
    summary: 'Card authorisations time out',
    source: 'payments-api-prod',
    severity: 'error',
    component: 'payments-api',
    timestamp: at,
    custom_details: { service: 'payments-api', environment: 'production', p99: '9.8 s' },
  },
});

/** The pipeline's note of a deployment: nobody is woken by it. */
export const deployNote = (status: 'firing' | 'resolved', at: string): unknown => ({
  title: 'checkout 2026.11.21-3 is rolling out',
  key: 'deploy/checkout',
  status,
  severity: 'info',
  service: 'recommendations',
  environment: 'production',
  occurred_at: at,
});
