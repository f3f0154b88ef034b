import { alertmanager } from './alertmanager.ts';
import { awsBackup } from './aws-backup.ts';
import { awsEvents } from './aws-events.ts';
import { awsHealth } from './aws-health.ts';
import { azureMonitor } from './azure-monitor.ts';
import { cloudevents } from './cloudevents.ts';
import { cloudwatch } from './cloudwatch.ts';
import { codedeploy } from './codedeploy.ts';
import { codepipeline } from './codepipeline.ts';
import { costAnomaly } from './cost-anomaly.ts';
import { datadog } from './datadog.ts';
import { devopsAgent } from './devops-agent.ts';
import { devopsGuru } from './devops-guru.ts';
import { dynatrace } from './dynatrace.ts';
import { ecs } from './ecs.ts';
import { elastic } from './elastic.ts';
import { email } from './email.ts';
import { fis } from './fis.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring.ts';
import { grafana } from './grafana.ts';
import { guardduty } from './guardduty.ts';
import { healthchecks } from './healthchecks.ts';
import { honeycomb } from './honeycomb.ts';
import { jira } from './jira.ts';
import { netdata } from './netdata.ts';
import { newRelic } from './new-relic.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { pingdom } from './pingdom.ts';
import { rds } from './rds.ts';
import { isRecord } from './reading/record.ts';
import { report } from './report.ts';
import { scheduledEvent } from './scheduled-event.ts';
import { securityHub } from './security-hub.ts';
import { sentry } from './sentry.ts';
import { servicenow } from './servicenow.ts';
import type { Source } from './source.ts';
import { splunk } from './splunk.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { statuspage } from './statuspage.ts';
import { stepFunctions } from './step-functions.ts';
import { synthetics } from './synthetics.ts';
import { trustedAdvisor } from './trusted-advisor.ts';
import { uptimeKuma } from './uptime-kuma.ts';
import { uptimerobot } from './uptimerobot.ts';
import { zabbix } from './zabbix.ts';

/** Sources whose messages come as requests, events or topics, one line each. */
export const REQUEST_SOURCES: readonly Source[] = [
  alertmanager,
  awsBackup,
  awsEvents,
  awsHealth,
  azureMonitor,
  cloudevents,
  cloudwatch,
  codedeploy,
  codepipeline,
  costAnomaly,
  datadog,
  devopsAgent,
  devopsGuru,
  dynatrace,
  ecs,
  elastic,
  fis,
  generic,
  github,
  googleCloudMonitoring,
  grafana,
  guardduty,
  healthchecks,
  honeycomb,
  jira,
  netdata,
  newRelic,
  opsgenie,
  pagerduty,
  pingdom,
  rds,
  scheduledEvent,
  securityHub,
  sentry,
  servicenow,
  splunk,
  standardWebhooks,
  statuspage,
  stepFunctions,
  synthetics,
  trustedAdvisor,
  uptimeKuma,
  uptimerobot,
  zabbix,
];

/** What people write, apart: it is as large as a dozen others to read, and senders of alerts need not wait for a function that has it. */
const WRITTEN_SOURCES: readonly Source[] = [email, report];

/** Every source. */
export const SOURCES: readonly Source[] = /* @__PURE__ */ (() =>
  [...REQUEST_SOURCES, ...WRITTEN_SOURCES].sort((a, b) => (a.id < b.id ? -1 : 1)))();

/** @throws Error when two sources have one id: better at the start than at the first alert */
export const registerSources = (sources: readonly Source[]): ReadonlyMap<string, Source> => {
  const byId = new Map<string, Source>();
  for (const source of sources) {
    if (byId.has(source.id)) throw new Error(`Two sources are called "${source.id}".`);
    byId.set(source.id, source);
  }
  return byId;
};

const byRequest = registerSources(REQUEST_SOURCES);

export const requestSourceById = (id: string): Source | undefined => byRequest.get(id);

export const sourceById = (id: string): Source | undefined =>
  byRequest.get(id) ?? WRITTEN_SOURCES.find((source) => source.id === id);

/** The source that reads this message of AWS, an EventBridge event as a rule; undefined when there is none. */
export const sourceForEvent = (event: unknown): Source | undefined => {
  if (!isRecord(event)) return undefined;
  const detailType = event['detail-type'];
  if (typeof detailType !== 'string') return REQUEST_SOURCES.find(({ knowsShape }) => knowsShape?.(event) === true);
  return REQUEST_SOURCES.find(
    ({ awsEvent }) =>
      awsEvent !== undefined && awsEvent.source === event.source && awsEvent.detailTypes.includes(detailType),
  );
};
