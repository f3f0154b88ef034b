import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Running, startProgram } from './program.ts';

/** An alert as Prometheus posts it. */
export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly endsAt?: string;
}

export interface Alertmanager {
  readonly address: string;
  post(...alerts: readonly PostedAlert[]): Promise<void>;
  said(): string;
  stop(): Promise<void>;
}

/** Where it sends to. */
export interface Feeds {
  readonly musterUrl: string;
  /** The same, some time later. */
  readonly slowUrl: string;
  readonly webhookKey: string;
  readonly routingKey: string;
  readonly genieKey: string;
  /** Of an integration for PagerDuty's events whose service is not the alerts'. */
  readonly elsewhereKey: string;
  /** Of the integration that its topic's messages go to. */
  readonly topicKey: string;
}

/**
 * Groups are flushed within seconds and repeated every few, where the defaults take minutes and hours: what a night of
 * notifications does to an incident happens in one scenario. JSON is YAML.
 */
const configurationOf = ({
  musterUrl,
  slowUrl,
  webhookKey,
  routingKey,
  genieKey,
  elsewhereKey,
  topicKey,
}: Feeds): string => {
  const webhook = {
    url: `${musterUrl}/in/alertmanager`,
    http_config: { authorization: { credentials: webhookKey } },
    send_resolved: true,
  };
  const pagerduty = {
    routing_key: routingKey,
    url: `${musterUrl}/v2/enqueue`,
    severity: '{{ .CommonLabels.severity }}',
    component: '{{ .CommonLabels.service }}',
    send_resolved: true,
  };
  // Without a component, so that only the group says which alerts it stands for.
  const { component: _, ...unnamed } = { ...pagerduty, routing_key: elsewhereKey };
  // As nobody changed them: what the details of its own templates hold is all that is known.
  const untouched = { routing_key: elsewhereKey, url: `${musterUrl}/v2/enqueue`, send_resolved: true };
  const opsgenie = {
    api_key: genieKey,
    api_url: `${musterUrl}/`,
    priority: 'P2',
    update_alerts: true,
    send_resolved: true,
  };
  const sns = {
    api_url: musterUrl,
    sigv4: { region: 'us-east-1', access_key: 'topic-fed', secret_key: topicKey },
    topic_arn: 'arn:aws:sns:us-east-1:000000000000:alerts',
    send_resolved: true,
  };
  const route = (feed: string) => ({ matchers: [`feed="${feed}"`], receiver: feed });
  return JSON.stringify({
    route: {
      receiver: 'webhook',
      group_by: ['alertname', 'service'],
      group_wait: '1s',
      group_interval: '1s',
      repeat_interval: '2s',
      routes: ['pagerduty', 'opsgenie', 'sns', 'doubled', 'webhook-first', 'group-first', 'untouched'].map(route),
    },
    receivers: [
      { name: 'webhook', webhook_configs: [webhook] },
      { name: 'pagerduty', pagerduty_configs: [pagerduty] },
      { name: 'opsgenie', opsgenie_configs: [opsgenie] },
      { name: 'sns', sns_configs: [sns] },
      { name: 'untouched', pagerduty_configs: [untouched] },
      { name: 'doubled', webhook_configs: [webhook], pagerduty_configs: [pagerduty] },
      {
        name: 'webhook-first',
        webhook_configs: [webhook],
        pagerduty_configs: [{ ...unnamed, url: `${slowUrl}/v2/enqueue` }],
      },
      {
        name: 'group-first',
        webhook_configs: [{ ...webhook, url: `${slowUrl}/in/alertmanager` }],
        pagerduty_configs: [unnamed],
      },
    ],
  });
};

/**
 * @param command where the program is
 * @param name of the folder that it keeps its data in
 */
export const startAlertmanager = async (
  command: string,
  workDirectory: string,
  feeds: Feeds,
  name = 'alertmanager',
): Promise<Alertmanager> => {
  const directory = join(workDirectory, name);
  mkdirSync(directory, { recursive: true });
  const file = join(directory, 'alertmanager.yml');
  writeFileSync(file, configurationOf(feeds));
  const running: Running = await startProgram(
    command,
    [
      `--config.file=${file}`,
      `--storage.path=${directory}`,
      '--web.listen-address=127.0.0.1:0',
      '--cluster.listen-address=',
      '--log.level=debug',
    ],
    /msg="Listening on" address=(127\.0\.0\.1:\d+)/,
  );
  return {
    address: running.ready,
    async post(...alerts) {
      const response = await fetch(`http://${running.ready}/api/v2/alerts`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(alerts),
        signal: AbortSignal.timeout(10_000),
      });
      if (!response.ok) throw new Error(`Alertmanager answered ${response.status}: ${await response.text()}`);
    },
    said: running.said,
    stop: running.stop,
  };
};
