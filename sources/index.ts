import { alertmanager } from './alertmanager.ts';
import { awsEvents } from './aws-events.ts';
import { azureMonitor } from './azure-monitor.ts';
import { cloudevents } from './cloudevents.ts';
import { datadog } from './datadog.ts';
import { dynatrace } from './dynatrace.ts';
import { elastic } from './elastic.ts';
import { email } from './email.ts';
import { EVENT_SOURCES } from './event-sources.ts';
import { generic } from './generic.ts';
import { github } from './github.ts';
import { googleCloudMonitoring } from './google-cloud-monitoring.ts';
import { grafana } from './grafana.ts';
import { healthchecks } from './healthchecks.ts';
import { honeycomb } from './honeycomb.ts';
import { jira } from './jira.ts';
import { netdata } from './netdata.ts';
import { newRelic } from './new-relic.ts';
import { opsgenie } from './opsgenie.ts';
import { pagerduty } from './pagerduty.ts';
import { pingdom } from './pingdom.ts';
import { report } from './report.ts';
import { sentry } from './sentry.ts';
import { servicenow } from './servicenow.ts';
import type { Source } from './source.ts';
import { splunk } from './splunk.ts';
import { standardWebhooks } from './standard-webhooks.ts';
import { statuspage } from './statuspage.ts';
import { uptimeKuma } from './uptime-kuma.ts';
import { uptimerobot } from './uptimerobot.ts';
import { zabbix } from './zabbix.ts';

const byId = (a: Source, b: Source): number => (a.id < b.id ? -1 : 1);

/** Sources whose messages come as requests or by topics, one line each, and one in `readers.ts`. */
const OTHER_SOURCES: readonly Source[] = [
  alertmanager,
  awsEvents,
  azureMonitor,
  cloudevents,
  datadog,
  dynatrace,
  elastic,
  generic,
  github,
  googleCloudMonitoring,
  grafana,
  healthchecks,
  honeycomb,
  jira,
  netdata,
  newRelic,
  opsgenie,
  pagerduty,
  pingdom,
  sentry,
  servicenow,
  splunk,
  standardWebhooks,
  statuspage,
  uptimeKuma,
  uptimerobot,
  zabbix,
];

/** Sources whose messages come as requests, events or topics. */
export const REQUEST_SOURCES: readonly Source[] = /* @__PURE__ */ (() =>
  [...EVENT_SOURCES, ...OTHER_SOURCES].sort(byId))();

/** What people write, apart: it is as large as a dozen others to read, and senders of alerts need not wait for a function that has it. */
const WRITTEN_SOURCES: readonly Source[] = [email, report];

/** Every source. */
export const SOURCES: readonly Source[] = /* @__PURE__ */ (() => [...REQUEST_SOURCES, ...WRITTEN_SOURCES].sort(byId))();

/** @throws Error when two sources have one id: better at the start than at the first alert */
export const registerSources = (sources: readonly Source[]): ReadonlyMap<string, Source> => {
  const byId = new Map<string, Source>();
  for (const source of sources) {
    if (byId.has(source.id)) throw new Error(`Two sources are called "${source.id}".`);
    byId.set(source.id, source);
  }
  return byId;
};

const everyone = registerSources(SOURCES);

export const sourceById = (id: string): Source | undefined => everyone.get(id);
