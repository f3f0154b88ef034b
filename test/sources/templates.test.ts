import { createContext, runInContext } from 'node:vm';
import Mustache from 'mustache';
import { describe, expect, it } from 'vitest';
import { parse as parseYaml } from 'yaml';
import { DOCUMENTATION } from '../../docs/documentation.ts';
import { toMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { readWith } from '../fakes/signal-of.ts';

/**
 * What people paste into a product, filled in as that product does it, and read. Names and values hold quotes where the
 * product escapes them.
 */
const templateOf = (id: string): string =>
  (DOCUMENTATION.get(id)?.template?.text ?? '')
    .replaceAll('{{url}}', 'https://muster.example')
    .replaceAll('{{key}}', 'the-key');

const filled = (text: string, placeholder: RegExp, values: Readonly<Record<string, string>>): unknown =>
  JSON.parse(
    text.replace(placeholder, (_whole, name: string) => {
      if (!Object.hasOwn(values, name)) throw new Error(`The product knows no placeholder "${name}".`);
      return values[name] as string;
    }),
  );

const read = (id: string, body: unknown): Signal => {
  const { signals } = readWith(id, body);
  expect(signals).toHaveLength(1);
  return signals[0] as Signal;
};

/** https://docs.datadoghq.com/integrations/webhooks/#variables */
const DATADOG = {
  ALERT_ID: '1234',
  ALERT_CYCLE_KEY: '8612345678901234567',
  AGGREG_KEY: '9bd4ac313a4d1e8fae2482df7b77628',
  ALERT_TRANSITION: 'Triggered',
  ALERT_TYPE: 'error',
  ALERT_PRIORITY: 'P1',
  EVENT_TITLE: '[P1] [Triggered on {host:web-1}] Latency of \\"checkout\\"',
  EVENT_MSG: 'p95 is 4 s',
  ALERT_SCOPE: 'host:web-1',
  TAGS: 'env:production,service:checkout',
  HOSTNAME: 'web-1',
  LINK: 'https://app.datadoghq.com/monitors/1234',
  SNAPSHOT: 'https://p.datadoghq.com/snapshot/1.png',
  DATE: '1795287600000',
  ID: '4567',
  ORG_ID: '1',
};

/** https://docs.dynatrace.com/docs/analyze-explore-automate/notifications-and-alerting/problem-notifications/webhook-integration */
const DYNATRACE = {
  PID: '-4684951519364873542_1795287600000V2',
  ProblemID: 'P-2611123',
  State: 'OPEN',
  ProblemTitle: 'Failure rate increase',
  ProblemSeverity: 'AVAILABILITY',
  ProblemImpact: 'SERVICE',
  ImpactedEntity: 'checkout',
  ProblemURL: 'https://abc.live.dynatrace.com/#problems/problemdetails;pid=1',
  Tags: 'service:checkout, env:production',
};

/** https://github.com/healthchecks/healthchecks/blob/master/hc/integrations/webhook/transport.py */
const HEALTHCHECKS = {
  NAME_JSON: JSON.stringify('The "nightly" backup'),
  CODE: '5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278',
  STATUS: 'down',
  TAGS: 'service:checkout nightly',
  NOW: '2026-11-21T19:00:00+00:00',
};

const UPTIMEROBOT = {
  monitorID: '777000',
  monitorURL: 'https://shop.example',
  monitorFriendlyName: 'Shop',
  alertType: '1',
  alertTypeFriendlyName: 'Down',
  alertDetails: 'Connection timeout',
  alertFriendlyDuration: '*alertFriendlyDuration*',
  alertDateTime: '1795287600',
};

/** https://docs.honeycomb.io/integrations/webhooks/variables */
const HONEYCOMB = {
  'Alert.InstanceID': 'i-1',
  'Alert.Status': 'TRIGGERED',
  'Alert.Summary': 'Triggered: Slow checkouts',
  Name: 'Slow checkouts',
  Description: 'p95 above 2 s',
  Environment: 'production',
  URL: 'https://ui.honeycomb.io/shop/triggers/1',
};

const [KIBANA = '', WATCHER = ''] = templateOf('elastic').split('\n\n');

/** Kibana escapes what JSON cannot hold: https://www.elastic.co/docs/explore-analyze/alerts-cases/alerts/rule-action-variables */
const rendered = (template: string, view: object): unknown =>
  JSON.parse(Mustache.render(template, view, {}, { escape: (value) => JSON.stringify(String(value)).slice(1, -1) }));

const KIBANA_VIEW = {
  rule: { id: 'f0f3', name: 'Errors of "checkout"', url: 'https://kibana.example/rule/f0f3', tags: ['env:production'] },
  alert: { id: 'web-1', uuid: '2dcd', actionGroup: 'metrics.threshold.warning' },
  context: { reason: 'CPU is 97%' },
  date: '2026-11-21T19:00:00.000Z',
};

const WATCH = {
  watch_id: 'cluster_health',
  execution_time: '2026-11-21T19:00:00.000Z',
  metadata: { service: 'checkout' },
  payload: { hits: { total: 8 } },
};

interface Posted {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: unknown;
}

interface MediaType {
  readonly parameters: readonly { readonly name: string; readonly value: string }[];
  readonly script: string;
}

/** Runs the script of the media type as the server of Zabbix does, with its macros as given. */
const zabbixPosts = (macros: Readonly<Record<string, string>>, status = 202): { posted?: Posted; result: unknown } => {
  const { zabbix_export: exported } = parseYaml(templateOf('zabbix')) as {
    zabbix_export: { media_types: [MediaType] };
  };
  const [{ parameters, script }] = exported.media_types;
  const value = Object.fromEntries(
    parameters.map(({ name, value: text }) => [name, text.replace(/\{[^{}]+\}/g, (macro) => macros[macro] ?? macro)]),
  );
  const sent: { posted?: Posted } = {};
  class HttpRequest {
    readonly #headers: Record<string, string> = {};
    addHeader(header: string): void {
      const colon = header.indexOf(':');
      this.#headers[header.slice(0, colon).toLowerCase()] = header.slice(colon + 1).trim();
    }
    post(url: string, body: string): string {
      sent.posted = { url, headers: this.#headers, body: JSON.parse(body) };
      return '{}';
    }
    getStatus(): number {
      return status;
    }
  }
  const context = createContext({ HttpRequest, value: JSON.stringify(value) });
  const result: unknown = runInContext(`(function () { ${script} })()`, context);
  return { ...sent, result };
};

const ZABBIX = {
  '{EVENT.ID}': '5201',
  '{EVENT.VALUE}': '1',
  '{EVENT.UPDATE.STATUS}': '0',
  '{EVENT.ACK.STATUS}': 'No',
  '{EVENT.NAME}': 'Disk "/" is full',
  '{EVENT.NSEVERITY}': '5',
  '{HOST.NAME}': 'db-1',
  '{TRIGGER.ID}': '13926',
  '{EVENT.TAGSJSON}': '[{"tag":"service","value":"checkout"}]',
  '{ALERT.SUBJECT}': 'Disk "/" is full',
  '{ALERT.MESSAGE}': '97 %',
  '{$ZABBIX.URL}': 'https://zabbix.example',
  '{TRIGGER.URL}': '',
};

/** Runs the business rule on a record as ServiceNow does. */
const serviceNowPosts = (record: Readonly<Record<string, string>>): Posted | undefined => {
  let posted: Posted | undefined;
  class RESTMessageV2 {
    #url = '';
    #body = '';
    readonly #headers: Record<string, string> = {};
    setHttpMethod(): void {}
    setEndpoint(url: string): void {
      this.#url = url;
    }
    setRequestHeader(name: string, value: string): void {
      this.#headers[name.toLowerCase()] = value;
    }
    setRequestBody(body: string): void {
      this.#body = body;
    }
    execute() {
      posted = { url: this.#url, headers: this.#headers, body: JSON.parse(this.#body) };
      return { getStatusCode: () => 202, getBody: () => '' };
    }
  }
  const current = {
    getValue: (name: string) => record[name] ?? null,
    getDisplayValue: (name: string) => record[name] ?? '',
    getTableName: () => 'incident',
    getUniqueValue: () => record.sys_id,
    getLink: () => `incident.do?sys_id=${record.sys_id}`,
  };
  const gs = { getProperty: () => 'https://example.service-now.com/', error: () => undefined };
  runInContext(templateOf('servicenow'), createContext({ sn_ws: { RESTMessageV2 }, current, gs }));
  return posted;
};

const RECORD = {
  sys_id: '9d385017',
  number: 'INC0012345',
  state: '2',
  priority: '1',
  short_description: 'Checkout is down',
  business_service: 'checkout',
  sys_updated_on: '2026-11-21 19:00:00',
  sys_updated_by: 'ana',
};

describe('what people paste into a product', () => {
  it('is specified here for every product that has something to paste', () => {
    const withTemplate = [...DOCUMENTATION].filter(([, { template }]) => template !== undefined).map(([id]) => id);
    const specified = 'datadog dynatrace elastic healthchecks honeycomb servicenow uptimerobot zabbix'.split(' ');
    expect(withTemplate.sort()).toEqual(specified);
  });

  it('is read when Datadog has filled it in', () => {
    expect(read('datadog', filled(templateOf('datadog'), /\$([A-Z_]+)/g, DATADOG))).toMatchObject({
      dedupKey: '8612345678901234567',
      severity: 'critical',
      title: 'Latency of "checkout"',
      service: 'checkout',
      environment: 'production',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
    });
  });

  it('is read when Dynatrace has filled it in', () => {
    expect(read('dynatrace', filled(templateOf('dynatrace'), /\{([A-Za-z]+)\}/g, DYNATRACE))).toMatchObject({
      dedupKey: DYNATRACE.PID,
      severity: 'critical',
      service: 'checkout',
      environment: 'production',
    });
  });

  it('is read when Healthchecks.io has filled it in, quotes in the name too', () => {
    const body = filled(templateOf('healthchecks'), /\$([A-Z_]+)/g, HEALTHCHECKS);
    expect(read('healthchecks', body)).toMatchObject({
      dedupKey: HEALTHCHECKS.CODE,
      status: 'firing',
      title: 'The "nightly" backup',
      service: 'checkout',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
    });
  });

  it('is read when UptimeRobot has filled it in, all but one placeholder', () => {
    const signal = read('uptimerobot', filled(templateOf('uptimerobot'), /\*(\w+)\*/g, UPTIMEROBOT));
    expect(signal).toMatchObject({ dedupKey: '777000', status: 'firing', occurredAt: toMs('2026-11-21T19:00:00Z') });
    expect(JSON.stringify(signal)).not.toContain('*');
  });

  it('is read when Honeycomb has filled it in', () => {
    expect(read('honeycomb', filled(templateOf('honeycomb'), /\{\{ \.([A-Za-z.]+) \}\}/g, HONEYCOMB))).toMatchObject({
      dedupKey: 'i-1',
      status: 'firing',
      severity: 'error',
      environment: 'production',
      links: [{ text: 'Trigger' }],
    });
  });

  it('is read when Kibana has rendered it, and its recovery ends it', () => {
    const fired = read('elastic', rendered(KIBANA, KIBANA_VIEW));
    expect(fired).toMatchObject({
      dedupKey: 'f0f3:web-1',
      severity: 'warning',
      title: 'Errors of "checkout"',
      description: 'CPU is 97%',
      environment: 'production',
    });
    const context = { message: 'document count is 812' };
    const query = { ...KIBANA_VIEW, context };
    expect(read('elastic', rendered(KIBANA, query)).description).toBe(context.message);
    const recovered = { ...KIBANA_VIEW, alert: { ...KIBANA_VIEW.alert, actionGroup: 'recovered' } };
    expect(read('elastic', rendered(KIBANA, recovered))).toMatchObject({ status: 'resolved', dedupKey: 'f0f3:web-1' });
  });

  it('is read when Watcher has rendered it', () => {
    const toJson = () => (path: string) => JSON.stringify(WATCH[path.replace('ctx.', '') as keyof typeof WATCH]);
    expect(read('elastic', rendered(WATCHER, { ctx: WATCH, toJson }))).toMatchObject({
      dedupKey: 'cluster_health',
      service: 'checkout',
      labels: { total: '8' },
    });
  });

  it('runs in Zabbix and sends a problem, without the key in it', () => {
    const { posted, result } = zabbixPosts(ZABBIX);
    expect(result).toBe('OK');
    expect(posted).toMatchObject({
      url: 'https://muster.example/in/zabbix',
      headers: { authorization: 'Bearer the-key' },
    });
    expect(JSON.stringify(posted?.body)).not.toContain('the-key');
    expect(read('zabbix', posted?.body)).toMatchObject({
      dedupKey: '5201',
      status: 'firing',
      severity: 'critical',
      title: 'Disk "/" is full',
      resource: 'db-1',
      service: 'checkout',
      links: [{ href: 'https://zabbix.example/tr_events.php?triggerid=13926&eventid=5201' }],
    });
    expect(read('zabbix', zabbixPosts({ ...ZABBIX, '{EVENT.VALUE}': '0' }).posted?.body).status).toBe('resolved');
  });

  it('makes Zabbix try again when Muster does not accept', () => {
    expect(() => zabbixPosts(ZABBIX, 503)).toThrow('Muster answered 503');
  });

  it('runs in ServiceNow and sends a record', () => {
    const posted = serviceNowPosts(RECORD);
    expect(posted).toMatchObject({
      url: 'https://muster.example/in/servicenow',
      headers: { authorization: 'Bearer the-key' },
    });
    expect(read('servicenow', posted?.body)).toMatchObject({
      dedupKey: '9d385017',
      status: 'firing',
      severity: 'critical',
      service: 'checkout',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      links: [{ href: 'https://example.service-now.com/incident.do?sys_id=9d385017' }],
    });
  });

  it('passes over what Muster itself changed in ServiceNow, so that the two do not answer each other for ever', () => {
    expect(serviceNowPosts({ ...RECORD, sys_updated_by: 'muster' })).toBeUndefined();
  });
});
