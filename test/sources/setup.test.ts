import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { documentationOf, fillIn, setupFor } from '../../docs/source-documentation.ts';
import { SOURCES, sourceById } from '../../sources/index.ts';

const URL_BASE = 'https://muster.acme.example';
const KEY = 'k3y0000000000000000000000000000k';
const PLACEHOLDERS = { url: URL_BASE, key: KEY, id: 'acme-1' };

const setupOf = async (id: string): Promise<string> => setupFor(await documentationOf(id), PLACEHOLDERS);

/** Blocks that a user copies, with what they say they are. */
const blocksIn = (setup: string): { language: string; text: string }[] =>
  [...setup.matchAll(/```(\w*)\n([\s\S]*?)\n```/g)].map(([, language = '', text = '']) => ({ language, text }));

/** The bus of AWS delivers these: there is no key, and nothing to paste. */
const WITHOUT_KEY = SOURCES.filter(({ awsEvent, id }) => awsEvent !== undefined && id !== 'cloudwatch').map(
  ({ id }) => id,
);

/** What each product needs where: its own way of being told an address and a secret. */
const NEEDS: Readonly<Record<string, readonly string[]>> = {
  alertmanager: [`url: ${URL_BASE}/in/alertmanager`, `credentials: '${KEY}'`],
  'aws-events': [`${URL_BASE}/in/aws-events/${KEY}`],
  'azure-monitor': [`${URL_BASE}/in/azure-monitor/${KEY}`],
  cloudevents: [`${URL_BASE}/in/cloudevents`, `Authorization: Bearer ${KEY}`],
  cloudwatch: [`${URL_BASE}/in/cloudwatch/${KEY}`],
  datadog: [`${URL_BASE}/in/datadog`, `{"Authorization": "Bearer ${KEY}"}`],
  dynatrace: [`${URL_BASE}/in/dynatrace`, `Bearer ${KEY}`],
  elastic: [`${URL_BASE}/in/elastic`, `Bearer ${KEY}`],
  email: [`${KEY}@`],
  generic: [`curl ${URL_BASE}/in/generic -H 'Authorization: Bearer ${KEY}'`],
  github: [`${URL_BASE}/in/github/acme-1`, `secret: \`${KEY}\``],
  'google-cloud-monitoring': [`${URL_BASE}/in/google-cloud-monitoring`, `password \`${KEY}\``],
  grafana: [`${URL_BASE}/in/grafana\``, `\`${KEY}\``, `${URL_BASE}/in/grafana/acme-1`],
  healthchecks: [`${URL_BASE}/in/healthchecks`, `Authorization: Bearer ${KEY}`],
  honeycomb: [`${URL_BASE}/in/honeycomb`, KEY, `${URL_BASE}/in/honeycomb/acme-1`],
  jira: [`${URL_BASE}/in/jira/acme-1`, `secret: \`${KEY}\``, `${URL_BASE}/in/jira/${KEY}`],
  netdata: [`OPSGENIE_API_KEY="${KEY}"`, `OPSGENIE_API_URL="${URL_BASE}"`],
  'new-relic': [`${URL_BASE}/in/new-relic`, `\`${KEY}\``],
  opsgenie: [`api_url: ${URL_BASE}/\n`, `api_key: '${KEY}'`],
  pagerduty: [`url: ${URL_BASE}/v2/enqueue`, `routing_key: '${KEY}'`, `${URL_BASE}/integration/${KEY}/enqueue`],
  pingdom: [`${URL_BASE}/in/pingdom/${KEY}`],
  report: [`action="${URL_BASE}/in/report/${KEY}"`],
  sentry: [`${URL_BASE}/in/sentry/${KEY}`],
  servicenow: [`setEndpoint('${URL_BASE}/in/servicenow')`, `'Bearer ${KEY}'`],
  splunk: [`${URL_BASE}/in/splunk/${KEY}`],
  'standard-webhooks': [`${URL_BASE}/in/standard-webhooks/acme-1`, `whsec_${KEY}`],
  statuspage: [`${URL_BASE}/in/statuspage/${KEY}`],
  'uptime-kuma': [`${URL_BASE}/in/uptime-kuma`, `"Bearer ${KEY}"`],
  uptimerobot: [`${URL_BASE}/in/uptimerobot/${KEY}?`],
  zabbix: [`value: '${URL_BASE}/in/zabbix'`, `value: '${KEY}'`],
};

describe.each(SOURCES.map(({ id }) => id))('what is pasted into a sender of %s', (id) => {
  it('has the address and the key where that product needs them, or no key', async () => {
    const setup = await setupOf(id);
    if (WITHOUT_KEY.includes(id)) {
      expect(setup).not.toContain(KEY);
      return;
    }
    // A source that comes new says here what its product needs.
    expect(NEEDS[id], `${id} has no line in this test`).toBeDefined();
    for (const part of NEEDS[id] ?? []) expect(setup).toContain(part);
  });

  it('has no placeholder of Muster left, and every one of the product', async () => {
    const { setup, template } = await documentationOf(id);
    const filled = setupFor({ setup, template }, PLACEHOLDERS);
    expect(filled).not.toMatch(/\{\{(url|key|id)\}\}|<id of/);
    const theirs = (text: string): string[] => text.match(/\{\{[^}]*\.[^}]*\}\}|\$[A-Z_]{2,}|\{[A-Z]\w+\}/g) ?? [];
    expect(theirs(filled)).toEqual(theirs(`${setup}\n${template?.text ?? ''}`));
  });

  it('is JSON and YAML where it says so', async () => {
    for (const { language, text } of blocksIn(await setupOf(id))) {
      // Healthchecks puts text with its quotes in place of these.
      const filled = text.replaceAll(/\$\w+_JSON\b/g, '"x"');
      if (language === 'json') expect(() => JSON.parse(filled), text).not.toThrow();
      if (language === 'yaml') expect(parseAllDocuments(text).flatMap(({ errors }) => errors)).toEqual([]);
    }
  });
});

describe('what is pasted', () => {
  it('is parsed by its product to the very key, even one of digits only', async () => {
    const key = '12345678901234567890123456789012';
    const yamlIn = async (id: string): Promise<unknown[]> =>
      blocksIn(setupFor(await documentationOf(id), { ...PLACEHOLDERS, key }))
        .filter(({ language }) => language === 'yaml')
        .flatMap(({ text }) => parseAllDocuments(text).map((document) => document.toJS() as unknown));
    expect(await yamlIn('alertmanager')).toMatchObject([
      { receivers: [{ webhook_configs: [{ http_config: { authorization: { credentials: key } } }] }] },
    ]);
    expect(await yamlIn('pagerduty')).toMatchObject([{ receivers: [{ pagerduty_configs: [{ routing_key: key }] }] }]);
    expect(await yamlIn('opsgenie')).toMatchObject([{ receivers: [{ opsgenie_configs: [{ api_key: key }] }] }]);
    expect(JSON.stringify(await yamlIn('zabbix'))).toContain(`{"name":"muster_key","value":"${key}"}`);
  });

  it('takes addresses as they are, whatever stands in them', () => {
    expect(fillIn('{{url}} {{key}}', { ...PLACEHOLDERS, url: 'https://a/$&', key: "$'" })).toBe("https://a/$& $'");
  });

  it('is known for every source that signs, with the integration in the address', async () => {
    for (const { id } of SOURCES.filter(({ verify }) => verify !== undefined)) {
      expect(await setupOf(id), id).toContain(`/in/${id}/acme-1`);
      expect(sourceById(id)?.verify).toBeDefined();
    }
  });
});
