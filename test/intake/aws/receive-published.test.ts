import { describe, expect, it } from 'vitest';
import { parseConfiguration } from '../../../domain/configuration/parse-configuration.ts';
import { receivePublished } from '../../../intake/aws/receive-published.ts';
import { exampleFile } from '../../../simulation/example-configuration.ts';
import { type SimulatedPorts, simulatedPorts } from '../../../simulation/simulated-ports.ts';
import { alertmanagerText } from '../../../sources/reading/alertmanager-text.ts';
import { clientRequest } from '../../fakes/client-request.ts';
import { fixture } from '../../fakes/source-fixtures.ts';

const ALARMS = 'arn:aws:sns:eu-west-1:111122223333:alarms';
const INCIDENTS = 'arn:aws:sns:us-east-1:123456789012:incidents';

const listening = (): SimulatedPorts =>
  simulatedPorts({
    configuration: parseConfiguration({
      ...structuredClone(exampleFile),
      integrations: [
        ...exampleFile.integrations,
        { id: 'alarms', source: 'aws-events', topicArns: [ALARMS] },
        { id: 'topic', source: 'alertmanager', topicArns: [INCIDENTS] },
      ],
    }),
  });

const alertsIn = (ports: SimulatedPorts) => [...ports.stores.held.alerts.values()];

const publishedBy = (name: string) => {
  const form = new URLSearchParams(clientRequest('alertmanager', name).rawBody);
  const [topicArn, message, subject] = ['TopicArn', 'Message', 'Subject'].map((field) => form.get(field) as string);
  return { topicArn: topicArn as string, message: message as string, subject };
};

describe('what is published to a topic', () => {
  it('is an alarm of CloudWatch, whatever integration listens', async () => {
    const ports = listening();
    const message = JSON.stringify(fixture('cloudwatch', 'firing.topic').body);
    await receivePublished(ports, [{ topicArn: ALARMS, message, subject: undefined }]);
    expect(alertsIn(ports)).toMatchObject([{ source: 'cloudwatch', integrationId: 'alarms' }]);
    expect(ports.stores.held.durableCalls).toBeGreaterThan(0);
  });

  it('goes to nobody where no integration names the topic', async () => {
    const ports = listening();
    await receivePublished(ports, [{ topicArn: `${ALARMS}-other`, message: '{}', subject: undefined }]);
    expect([alertsIn(ports), ports.stores.held.quarantined.size]).toEqual([[], 0]);
  });

  it('goes to each integration that names it', async () => {
    const ports = listening();
    const { integrations } = ports.configured.current;
    const too = {
      ...integrations[0],
      id: 'too',
      source: 'generic',
      topicArns: [ALARMS],
    } as (typeof integrations)[number];
    ports.configured.current = { ...ports.configured.current, integrations: [...integrations, too] };
    await receivePublished(ports, [{ topicArn: ALARMS, message: '{"title":"Disk full"}', subject: undefined }]);
    expect(alertsIn(ports)).toMatchObject([{ integrationId: 'too', title: 'Disk full' }]);
    expect([...ports.stores.held.quarantined.values()]).toMatchObject([{ integrationId: 'alarms' }]);
  });
});

describe("the text of Alertmanager's default template", () => {
  it('is an alert for each of its alerts, with what the webhook would say of it', async () => {
    const ports = listening();
    await receivePublished(ports, [publishedBy('sns-firing')]);
    expect(alertsIn(ports)).toMatchObject([
      {
        source: 'alertmanager',
        integrationId: 'topic',
        status: 'firing',
        severity: 'critical',
        serviceId: 'checkout',
        title: '5xx rate above 5% (Ünïcode ✓)',
        resource: 'web-1:9090',
        links: [{ text: 'Runbook' }, { href: 'http://prometheus.example.com/graph' }],
      },
      { status: 'firing', resource: 'web-2:9090' },
    ]);
  });

  it('resolves alert by alert, in one incident that pages once', async () => {
    const ports = listening();
    const statuses = () => alertsIn(ports).map(({ resource, status }) => `${resource} ${status}`);
    await receivePublished(ports, [publishedBy('sns-firing')]);
    ports.time.now += 10_000;
    await receivePublished(ports, [publishedBy('sns-partly-resolved')]);
    expect(statuses()).toEqual(['web-1:9090 firing', 'web-2:9090 resolved']);
    ports.time.now += 10_000;
    await receivePublished(ports, [publishedBy('sns-resolved')]);
    expect(statuses()).toEqual(['web-1:9090 resolved', 'web-2:9090 resolved']);
    expect(ports.stores.held.commits.size).toBe(1);
    expect(ports.collected.pages.filter(({ job }) => job.personId === 'ana')).toHaveLength(1);
  });

  it('keeps values of several lines and with signs of their own', () => {
    const text =
      'Alerts Firing:\nLabels:\n - alertname = A = B\n - with space = x\nAnnotations:\n - description = one\n\n- two\n - three\nSource: http://p\n';
    expect(alertmanagerText(text)).toEqual({
      version: 'text',
      alerts: [
        {
          status: 'firing',
          labels: { alertname: 'A = B', 'with space': 'x' },
          annotations: { description: 'one\n\n- two\n - three' },
          generatorURL: 'http://p',
        },
      ],
    });
  });

  it.each(['', 'Dear customer', 'Alerts Firing:\n', 'Alerts Firing:\nLabels are fine', 'Labels:\n - a = b'])(
    'is not %j',
    (text) => {
      expect(alertmanagerText(text)).toBeUndefined();
    },
  );
});
