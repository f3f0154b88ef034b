import { readerFrom } from './reader.ts';
import type { Source } from './source.ts';

/** The sources of `REQUEST_SOURCES` in `index.ts` by their ids, one line each: loaded with the first message of one. */
const READERS = {
  alertmanager: async () => (await import('./alertmanager.ts')).alertmanager,
  'aws-backup': async () => (await import('./aws-backup.ts')).awsBackup,
  'aws-events': async () => (await import('./aws-events.ts')).awsEvents,
  'aws-health': async () => (await import('./aws-health.ts')).awsHealth,
  'azure-monitor': async () => (await import('./azure-monitor.ts')).azureMonitor,
  cloudevents: async () => (await import('./cloudevents.ts')).cloudevents,
  cloudwatch: async () => (await import('./cloudwatch.ts')).cloudwatch,
  codedeploy: async () => (await import('./codedeploy.ts')).codedeploy,
  codepipeline: async () => (await import('./codepipeline.ts')).codepipeline,
  'cost-anomaly': async () => (await import('./cost-anomaly.ts')).costAnomaly,
  datadog: async () => (await import('./datadog.ts')).datadog,
  'devops-agent': async () => (await import('./devops-agent.ts')).devopsAgent,
  'devops-guru': async () => (await import('./devops-guru.ts')).devopsGuru,
  dynatrace: async () => (await import('./dynatrace.ts')).dynatrace,
  ecs: async () => (await import('./ecs.ts')).ecs,
  elastic: async () => (await import('./elastic.ts')).elastic,
  fis: async () => (await import('./fis.ts')).fis,
  generic: async () => (await import('./generic.ts')).generic,
  github: async () => (await import('./github.ts')).github,
  'google-cloud-monitoring': async () => (await import('./google-cloud-monitoring.ts')).googleCloudMonitoring,
  grafana: async () => (await import('./grafana.ts')).grafana,
  guardduty: async () => (await import('./guardduty.ts')).guardduty,
  healthchecks: async () => (await import('./healthchecks.ts')).healthchecks,
  honeycomb: async () => (await import('./honeycomb.ts')).honeycomb,
  jira: async () => (await import('./jira.ts')).jira,
  netdata: async () => (await import('./netdata.ts')).netdata,
  'new-relic': async () => (await import('./new-relic.ts')).newRelic,
  opsgenie: async () => (await import('./opsgenie.ts')).opsgenie,
  pagerduty: async () => (await import('./pagerduty.ts')).pagerduty,
  pingdom: async () => (await import('./pingdom.ts')).pingdom,
  rds: async () => (await import('./rds.ts')).rds,
  'scheduled-event': async () => (await import('./scheduled-event.ts')).scheduledEvent,
  'security-hub': async () => (await import('./security-hub.ts')).securityHub,
  sentry: async () => (await import('./sentry.ts')).sentry,
  servicenow: async () => (await import('./servicenow.ts')).servicenow,
  splunk: async () => (await import('./splunk.ts')).splunk,
  'standard-webhooks': async () => (await import('./standard-webhooks.ts')).standardWebhooks,
  statuspage: async () => (await import('./statuspage.ts')).statuspage,
  'step-functions': async () => (await import('./step-functions.ts')).stepFunctions,
  synthetics: async () => (await import('./synthetics.ts')).synthetics,
  'trusted-advisor': async () => (await import('./trusted-advisor.ts')).trustedAdvisor,
  'uptime-kuma': async () => (await import('./uptime-kuma.ts')).uptimeKuma,
  uptimerobot: async () => (await import('./uptimerobot.ts')).uptimerobot,
  zabbix: async () => (await import('./zabbix.ts')).zabbix,
} as const satisfies Readonly<Record<string, () => Promise<Source>>>;

/** What people write. */
const WRITTEN_READERS = {
  email: async () => (await import('./email.ts')).email,
  report: async () => (await import('./report.ts')).report,
} as const satisfies Readonly<Record<string, () => Promise<Source>>>;

/** Whose product has an API of its own at which address. The source says the same of itself. */
const OWN_APIS: Readonly<Record<string, keyof typeof READERS>> = {
  'api/v2/alerts': 'alertmanager',
  'api/v1/alerts': 'alertmanager',
};

export const REQUEST_SOURCE_IDS: readonly string[] = Object.keys(READERS);

/** The source of this id, of those whose messages come as requests, events or topics. */
export const requestSource = readerFrom(READERS);

/** The same of all sources, of those as well that read what people write. */
export const anySource = readerFrom({ ...READERS, ...WRITTEN_READERS });

/** The source whose product has an API at this address, without slashes around it. */
export const sourceOfApi = (address: string): ReturnType<typeof requestSource> =>
  Object.hasOwn(OWN_APIS, address) ? requestSource(OWN_APIS[address]) : undefined;
