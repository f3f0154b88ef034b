import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Grafana', () => {
  it('reads an alert, its offset undone, with the links that Grafana adds', () => {
    expect(signalOf('grafana', 'firing')).toMatchObject({
      source: 'grafana',
      dedupKey: 'c6eadffa33fcdf37',
      scope: 'grafana https://g.example/ 1',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'high',
      title: 'Memory above 90%',
      description: '42 of 44 GB',
      occurredAt: toMs('2026-11-21T18:51:03.157Z'),
      service: 'checkout',
      environment: 'production',
      links: [
        { href: 'https://g.example/alerting/x/edit', text: 'Source' },
        { href: 'https://g.example/alerting/silence/new', text: 'Silence' },
      ],
    });
    expect(signalOf('grafana', 'resolved').occurredAt).toBe(toMs('2026-11-21T19:20:00Z'));
  });

  it('shows the test of a contact point, wakes nobody with it, and ends it', () => {
    const { signals } = readWith('grafana', {
      ...bodyOf('grafana', 'firing'),
      alerts: [{ status: 'firing', labels: { alertname: 'TestAlert', instance: 'Grafana' }, fingerprint: 'f' }],
    });
    expect(signals.map(({ status, suppressedBySender }) => [status, suppressedBySender])).toEqual([
      ['firing', 'it is the test of a contact point'],
      ['resolved', 'it is the test of a contact point'],
    ]);
    expect(new Set(signals.map(identityOf)).size).toBe(1);
  });

  it('never groups by the group key that everything has', () => {
    expect(signalOf('grafana', 'firing').groupKey).toBeUndefined();
    expect(signalOf('grafana', 'firing.no-data').groupKey).toBe('{}/{team="blue"}:{}');
  });

  it('keeps organisations and installations apart, and two integrations of one together', () => {
    const identity = (changes: Record<string, unknown>, id = 'a') =>
      identityOf(signalOf('grafana', 'firing', changes, { integration: { id } }));
    expect(identity({}, 'a')).toBe(identity({}, 'b'));
    expect(identity({ orgId: 2 })).not.toBe(identity({}));
    expect(identity({ externalURL: 'https://other/' })).not.toBe(identity({}));
    expect(identity({ externalURL: '' }, 'a')).not.toBe(identity({ externalURL: '' }, 'b'));
  });

  it.each([
    ['DatasourceNoData', 'High memory: no data'],
    ['DatasourceError', 'High memory: error in the evaluation'],
  ])('calls a rule that gives %s by its own name, not by a summary with a value missing', (alertname, title) => {
    const body = bodyOf('grafana', 'firing.no-data') as { alerts: { labels: object }[] };
    const alerts = body.alerts.map((alert) => ({
      ...alert,
      labels: { ...alert.labels, alertname },
      annotations: { summary: 'Memory is [no value]' },
    }));
    expect(signalOf('grafana', 'firing.no-data', { alerts }).title).toBe(title);
  });

  it('keeps the title of such a rule within the limit, however long its name', () => {
    const body = bodyOf('grafana', 'firing.no-data') as { alerts: { labels: object }[] };
    const alerts = body.alerts.map((alert) => ({ ...alert, labels: { ...alert.labels, rulename: 'r'.repeat(5000) } }));
    expect(signalOf('grafana', 'firing.no-data', { alerts }).title).toHaveLength(1024);
  });

  it('keeps what was measured, and the labels that a Grafana adds for its external Alertmanager', () => {
    expect(signalOf('grafana', 'firing').labels).toMatchObject({ 'value B': '44.2', 'value C': '1' });
    const body = bodyOf('grafana', 'firing') as { alerts: { labels: object }[] };
    const alerts = body.alerts.map((alert) => ({
      ...alert,
      labels: { ...alert.labels, __alert_rule_uid__: 'u1', grafana_folder: 'Shop' },
    }));
    expect(signalOf('grafana', 'firing', { alerts }).labels).toMatchObject({
      __alert_rule_uid__: 'u1',
      grafana_folder: 'Shop',
    });
  });

  it('knows an alert without a fingerprint again when its values change', () => {
    const body = bodyOf('grafana', 'firing') as { alerts: object[] };
    const key = (values: unknown) =>
      signalOf('grafana', 'firing', { alerts: body.alerts.map((a) => ({ ...a, fingerprint: '', values })) }).dedupKey;
    expect(key({ B: 1 })).toBe(key({ B: 2 }));
  });

  it('names what the contact point cut away', () => {
    expect(readWith('grafana', bodyOf('grafana', 'firing.no-data')).warnings?.[0]).toMatch(/cut 1 alerts/);
    expect(readWith('grafana', bodyOf('grafana', 'firing')).warnings).toBeUndefined();
  });

  it('is not any JSON', () => {
    expect(() => readWith('grafana', { status: 'firing' })).toThrow('no list "alerts"');
  });
});
