import { describe, expect, it } from 'vitest';
import { pagerDutyErrors } from '../../sources/pagerduty.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith } from '../fakes/source-fixtures.ts';

const read = (name: string) => parseWith('pagerduty', fixture('pagerduty', name).body).signals[0];

describe('PagerDuty', () => {
  it('reads what pdjs sends', () => {
    expect(read('firing.sdk-tls-001')).toMatchObject({
      dedupKey: 'host1/postgres',
      scope: 'integration pagerduty-1',
      status: 'firing',
      severity: 'critical',
      title: 'Example alert on host1',
      resource: 'host1.example.com',
      service: 'postgres',
      labels: {
        component: 'postgres',
        group: 'prod-datapipe',
        class: 'deploy',
        'load avg': '0.75',
        'ping time': '1500ms',
      },
      links: [
        { href: 'https://example.com', text: 'L' },
        { href: 'https://m.example.com', text: 'Sample' },
        { href: 'https://example.com/x.png', text: 'x' },
      ],
    });
    expect(read('acknowledged.sdk-tls-002')).toMatchObject({ status: 'acknowledged', dedupKey: 'host1/postgres' });
    expect(read('resolved.sdk-tls-003')).toMatchObject({ status: 'resolved', dedupKey: 'host1/postgres' });
  });

  it('reads the same condition in all that Alertmanager sends of a group', () => {
    const keys = ['firing.am-003', 'partly-resolved.am-010', 'resolved.am-019'].map((name) => read(name)?.dedupKey);
    expect(new Set(keys).size).toBe(1);
    expect(read('partly-resolved.am-010')?.status).toBe('firing');
  });

  it('counts in the order of arrival, so that a trigger with an old timestamp is a new alert after a resolve', () => {
    expect(read('firing.sdk-tls-001')).toMatchObject({
      occurredAt: FIXTURE_RECEIVED_AT,
      labels: { timestamp: '2026-11-21T19:00:00.000+0000' },
    });
  });
});

const trigger = (custom_details: unknown, changes: object = {}) =>
  parseWith('pagerduty', {
    event_action: 'trigger',
    dedup_key: 'k',
    payload: { summary: 'Disk full', source: 'Alertmanager', severity: 'error', custom_details, ...changes },
  }).signals[0];

describe('the lists of alerts that Alertmanager sends since 0.30', () => {
  const alert = (labels: object, annotations: object = {}) => ({
    status: 'firing',
    labels: { alertname: 'DiskFull', ...labels },
    annotations,
    fingerprint: JSON.stringify(labels),
    startsAt: '2026-11-21T15:00:00Z',
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: 'http://prom.example/g',
  });
  const critical = alert(
    { instance: 'a:1', service: 'checkout', severity: 'critical', env: 'staging' },
    { summary: 'Disk is full', runbook_url: 'https://rb.example/disk' },
  );
  const warning = alert({ instance: 'b:1', service: 'search', severity: 'warning', env: 'staging' });
  const group = (firing: unknown, resolved: unknown = []) => ({ firing, resolved, num_firing: 1, num_resolved: 0 });

  it('say what the texts of earlier versions say, and the rest of it', () => {
    expect(trigger(group([critical]))).toMatchObject({
      severity: 'critical',
      nativeSeverity: 'critical',
      service: 'checkout',
      environment: 'staging',
      description:
        'Labels:\n - alertname = DiskFull\n - instance = a:1\n - service = checkout\n - severity = critical\n - env = staging\n' +
        'Annotations:\n - summary = Disk is full\n - runbook_url = https://rb.example/disk\nSource: http://prom.example/g',
      labels: { alertname: 'DiskFull', instance: 'a:1', num_firing: '1', firing: expect.stringContaining('DiskFull') },
      links: [
        { href: 'https://rb.example/disk', text: 'Runbook' },
        { href: 'http://prom.example/g', text: 'Source' },
      ],
    });
  });

  it('are as bad as the worst of them, whose service counts; of labels those that all share', () => {
    const signal = trigger(group([warning, critical]));
    expect(signal).toMatchObject({ severity: 'critical', service: 'checkout', labels: { alertname: 'DiskFull' } });
    expect(signal?.labels).not.toHaveProperty('instance');
    expect(trigger(group([warning]))?.severity).toBe('warning');
  });

  it('leave the severity, the service and the component to whoever chose them', () => {
    expect(trigger(group([critical]), { severity: 'info' })?.severity).toBe('info');
    expect(trigger({ ...group([critical]), service: 'payments' })?.service).toBe('payments');
    expect(trigger(group([critical]), { component: 'alb' })?.service).toBe('alb');
  });

  it('tell of what has ended where nothing fires, and of nothing where both are empty', () => {
    expect(trigger(group([], [critical]))).toMatchObject({ service: 'checkout' });
    expect(trigger(group([]))).toMatchObject({ severity: 'error' });
    expect(trigger(group([]))?.service).toBeUndefined();
  });

  it('wake nobody for what fires always', () => {
    const watchdog = alert({ alertname: 'Watchdog', severity: 'none' });
    expect(trigger(group([watchdog]))?.suppressedBySender).toContain('always fires');
    expect(trigger(group([watchdog, critical]))?.suppressedBySender).toBeUndefined();
  });
});

describe('details inside details', () => {
  it('are labels by their way, and the description where nothing else is one', () => {
    expect(trigger({ error: { code: 500 }, hosts: ['a', 'b'], plain: 1, deep: { er: [{ name: 'x' }] } })).toMatchObject(
      {
        labels: { plain: '1', hosts: 'a, b', 'error.code': '500', 'deep.er.0.name': 'x' },
        description: 'hosts: a, b\nerror.code: 500\ndeep.er.0.name: x',
      },
    );
  });

  it('describe it where they have a text that is called so, and name the service', () => {
    const check = { name: 'disk', output: 'CRITICAL - 97% used' };
    expect(trigger({ check, entity: { labels: { service: 'checkout' } } })).toMatchObject({
      description: 'CRITICAL - 97% used',
      service: 'checkout',
    });
    expect(trigger({ description: 'own', check })?.description).toBe('own');
  });

  it('are read where they are a list, and to a depth and number that any sender has', () => {
    expect(trigger([{ a: 1 }])?.description).toBe('0.a: 1');
    let deep: unknown = 'bottom';
    for (let i = 0; i < 30; i += 1) deep = { n: deep };
    expect(trigger({ deep })?.description).toContain('bottom');
    const wide = Object.fromEntries(Array.from({ length: 20_000 }, (_, i) => [`k${i}`, { v: i }]));
    const signal = trigger({ wide });
    expect(Object.keys(signal?.labels ?? {}).length).toBeLessThanOrEqual(64);
    expect(signal?.description?.length).toBeLessThanOrEqual(8192);
  });
});

describe('a title', () => {
  it.each([
    ['Disk full\r\n97% used', 'Disk full 97% used'],
    ['\n a\tb\u2028c\u0007 ', 'a b c'],
    ['two  spaces', 'two  spaces'],
  ])('%j is one line', (summary, title) => {
    expect(trigger({}, { summary })?.title).toBe(title);
  });

  it.each(['RESOLVED: core/shop - down', '[Resolved] x', '✅ OK - x', '[OK] x'])(
    '%s ends what it is about',
    (summary) => {
      expect(trigger({}, { summary })?.status).toBe('resolved');
    },
  );

  it.each(['Resolved hosts are missing', 'OKTA is down', 'Not resolved: x', 'UNRESOLVED: x', 'Recovery: fails', 'ok'])(
    '%s fires',
    (summary) => {
      expect(trigger({}, { summary })?.status).toBe('firing');
    },
  );
});

describe('pagerDutyErrors', () => {
  const trigger = { event_action: 'trigger', payload: { summary: 's', source: 'x', severity: 'info' } };

  it('finds nothing wrong with a valid event', () => {
    expect(pagerDutyErrors(trigger)).toEqual([]);
    expect(pagerDutyErrors({ event_action: 'resolve', dedup_key: 'k' })).toEqual([]);
    expect(pagerDutyErrors({ ...trigger, dedup_key: 'k'.repeat(255) })).toEqual([]);
  });

  it.each([
    [{}, ["'event_action' is missing or blank"]],
    [{ event_action: 'explode' }, ["'event_action' must be one of 'trigger', 'acknowledge' or 'resolve'"]],
    [{ event_action: 'acknowledge' }, ["'dedup_key' is missing or blank"]],
    [{ event_action: 'trigger' }, ["'payload' is missing or blank"]],
    [
      { event_action: 'trigger', payload: { source: ' ' } },
      [
        "'payload.summary' is missing or blank",
        "'payload.source' is missing or blank",
        "'payload.severity' is missing or blank",
      ],
    ],
    [
      { ...trigger, payload: { ...trigger.payload, severity: 'dire' } },
      ["'payload.severity' must be one of 'critical', 'error', 'warning' or 'info'"],
    ],
    [{ ...trigger, dedup_key: 'k'.repeat(256) }, ["'dedup_key' is too long (maximum is 255 characters)"]],
  ])('finds in %j: %j', (event, errors) => {
    expect(pagerDutyErrors(event)).toEqual(errors);
  });
});
