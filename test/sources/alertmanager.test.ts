import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith } from '../fakes/source-fixtures.ts';

const bodyOf = (name: string): Record<string, unknown> => fixture('alertmanager', name).body as Record<string, unknown>;

const alertWith = (changes: Record<string, unknown>) => {
  const body = bodyOf('firing.am-001');
  const [alert] = body.alerts as Record<string, unknown>[];
  const { signals, rejected } = parseWith('alertmanager', { ...body, alerts: [{ ...alert, ...changes }] });
  return { signal: signals[0], rejected };
};

describe('Alertmanager', () => {
  it('reads a firing alert', () => {
    const { signals, warnings } = parseWith('alertmanager', bodyOf('firing.am-001'));
    expect(signals).toHaveLength(2);
    expect(warnings).toBeUndefined();
    expect(signals[0]).toEqual({
      source: 'alertmanager',
      integrationId: 'alertmanager-1',
      dedupKey: 'efe67cebdbb0c2f8',
      scope: 'alertmanager http://vm:29612',
      status: 'firing',
      severity: 'critical',
      nativeSeverity: 'critical',
      title: '5xx rate above 5% (Ünïcode ✓)',
      occurredAt: toMs('2026-11-21T19:37:28.163Z'),
      saidAt: toMs('2026-11-21T19:37:28.163Z'),
      datedByBeginning: true,
      receivedAt: FIXTURE_RECEIVED_AT,
      groupKey: '{}:{alertname="HighErrorRate", service="checkout"}',
      sharedGroup: { key: expect.stringMatching(/^[0-9a-f]{32}$/), whole: false },
      resource: 'web-1:9090',
      service: 'checkout',
      labels: {
        alertname: 'HighErrorRate',
        cluster: 'prod-eu',
        instance: 'web-1:9090',
        service: 'checkout',
        severity: 'critical',
      },
      links: [
        { href: 'https://runbooks.example.com/high-error-rate', text: 'Runbook' },
        { href: 'http://prometheus.example.com/graph', text: 'Source' },
      ],
    });
  });

  it('gives each alert its own status, whatever the group says, and the time it ended', () => {
    const { signals } = parseWith('alertmanager', bodyOf('partly-resolved.am-011'));
    expect(signals.map(({ status }) => status)).toEqual(['firing', 'resolved']);
    expect(signals[1]?.occurredAt).toBe(toMs('2026-11-21T19:38:17Z'));
  });

  it('names what max_alerts cut away, for its resolution will never come', () => {
    const { signals, warnings } = parseWith('alertmanager', bodyOf('truncated-resolution.am-012'));
    expect(signals).toHaveLength(1);
    expect(warnings?.[0]).toMatch(/cut 1 alerts .*max_alerts/);
  });

  it('keeps the same key through two integrations, and another Alertmanager apart', () => {
    const keyBy = (body: unknown, id: string) => {
      const [signal] = parseWith('alertmanager', body, { integration: { id } }).signals;
      return `${signal?.scope} ${signal?.dedupKey}`;
    };
    const body = bodyOf('firing.am-001');
    expect(keyBy(body, 'one')).toBe(keyBy(body, 'two'));
    expect(keyBy({ ...body, externalURL: 'http://other' }, 'one')).not.toBe(keyBy(body, 'one'));
    expect(keyBy({ ...body, externalURL: 'http://vm:29612/' }, 'one')).toBe(keyBy(body, 'one'));
    expect(keyBy({ ...body, externalURL: undefined }, 'one')).not.toBe(
      keyBy({ ...body, externalURL: undefined }, 'two'),
    );
  });

  it.each([
    ['page', 'critical'],
    ['High', 'error'],
    ['minor', 'warning'],
    ['none', 'info'],
    ['chartreuse', 'error'],
    [undefined, 'error'],
  ])('takes the severity %s for %s', (word, expected) => {
    expect(alertWith({ labels: { alertname: 'A', severity: word } }).signal?.severity).toBe(expected);
  });

  it('lets the integration say what a word means', () => {
    const body = bodyOf('firing.am-001');
    const [signal] = parseWith('alertmanager', body, {
      integration: { severityOverrides: { critical: 'warning' } },
    }).signals;
    expect(signal).toMatchObject({ severity: 'warning', nativeSeverity: 'critical' });
    const [other] = parseWith('alertmanager', {
      ...body,
      alerts: [{ status: 'firing', labels: { severity: 'constructor' } }],
    }).signals;
    expect(other?.severity).toBe('error');
  });

  it.each([
    [
      { app: 'shop', env: 'staging' },
      { service: 'shop', environment: 'staging' },
    ],
    [
      { job: 'node', stage: 'dev' },
      { service: 'node', environment: 'dev' },
    ],
    [
      { service: 's', app: 'a', job: 'j', environment: 'e', env: 'x' },
      { service: 's', environment: 'e' },
    ],
  ])('finds service and environment in %j', (labels, expected) => {
    expect(alertWith({ labels }).signal).toMatchObject(expected);
  });

  it.each(['0001-01-01T00:00:00Z', '2099-01-01T00:00:00Z', 'check 5', 12, null])('takes %s for "now"', (startsAt) => {
    const occurredAt = alertWith({ startsAt }).signal?.occurredAt;
    expect(occurredAt).toBe(startsAt === 12 ? 12_000 : FIXTURE_RECEIVED_AT);
  });

  it('leaves out what is empty, so that nothing known is overwritten with nothing', () => {
    const { signal } = alertWith({ annotations: { summary: '', description: ' ', runbook_url: '' }, generatorURL: '' });
    expect(signal).toMatchObject({ title: 'HighErrorRate on web-1:9090', links: [] });
    expect(signal?.description).toBeUndefined();
  });

  it('leaves out links that a browser might run', () => {
    expect(alertWith({ annotations: { runbook_url: 'javascript:alert(1)' }, generatorURL: '' }).signal?.links).toEqual(
      [],
    );
  });

  it('knows an alert without a fingerprint by its labels, in any order', () => {
    const first = alertWith({ fingerprint: undefined, labels: { a: '1', b: '2' } }).signal?.dedupKey;
    expect(alertWith({ fingerprint: undefined, labels: { b: '2', a: '1' } }).signal?.dedupKey).toBe(first);
    expect(alertWith({ fingerprint: undefined, labels: { a: '1', b: '3' } }).signal?.dedupKey).not.toBe(first);
  });

  it.each([[null], ['text'], [{ status: 'exploded' }], [{ status: 'firing' }]])('rejects the alert %j alone', (bad) => {
    const body = bodyOf('firing.am-001');
    const { signals, rejected } = parseWith('alertmanager', { ...body, alerts: [...(body.alerts as unknown[]), bad] });
    expect(signals).toHaveLength(2);
    expect(rejected).toHaveLength(1);
    // What is kept can be parsed again by itself, as part of the same Alertmanager.
    expect(rejected[0]?.entry).toMatchObject({ externalURL: 'http://vm:29612', alerts: [bad] });
  });

  it('keeps a rejected alert with no more of its notification than is read, for there may be thousands', () => {
    const ballast = { commonAnnotations: { text: 'x'.repeat(100_000) }, receiver: 'y'.repeat(100_000) };
    const { rejected } = parseWith('alertmanager', { ...bodyOf('firing.am-001'), ...ballast, alerts: [7, 8] });
    expect(rejected).toHaveLength(2);
    expect(JSON.stringify(rejected[0]?.entry).length).toBeLessThan(1000);
    expect(parseWith('alertmanager', rejected[1]?.entry).rejected).toEqual([rejected[1]]);
    const small = { ...bodyOf('firing.am-001'), commonLabels: { team: 'checkout' } };
    expect(parseWith('alertmanager', { ...small, alerts: [7] }).rejected[0]?.entry).toEqual({ ...small, alerts: [7] });
  });

  it.each([[null], ['x'], [{}], [{ alerts: {} }]])('does not understand %j', (body) => {
    expect(() => parseWith('alertmanager', body)).toThrow(NotUnderstoodError);
  });

  it('keeps 64 labels of at most 1024 characters, and none that could be a prototype', () => {
    const labels: Record<string, unknown> = JSON.parse('{"__proto__":"evil","constructor":"fine"}');
    for (let i = 0; i < 100; i += 1) labels[`l${i}`] = '😀'.repeat(2000);
    const kept = alertWith({ labels }).signal?.labels as Record<string, string>;
    expect(Object.keys(kept).length).toBeLessThanOrEqual(64);
    expect(Object.getPrototypeOf(kept)).toBe(Object.prototype);
    expect(kept.constructor).toBe('fine');
    expect(kept.l0).toBe('😀'.repeat(512));
  });

  it('removes NUL and mends half a character', () => {
    const { signal } = alertWith({ annotations: { summary: 'a\0b\ud800c' }, labels: { 'k\0': 'v\udc00' } });
    expect(signal?.title).toBe('ab\ufffdc');
    expect(signal?.labels).toEqual({ k: 'v\ufffd' });
  });
});

describe("what clients of Alertmanager's own API post", () => {
  const posted = {
    labels: { alertname: 'A', severity: 'error' },
    annotations: { summary: 's' },
    startsAt: '2026-11-21T15:00:00Z',
  };
  const statusWith = (endsAt: unknown) => parseWith('alertmanager', [{ ...posted, endsAt }]).signals[0]?.status;

  it('is a bare list, each of whose alerts is known by its labels', () => {
    const { signals, rejected } = parseWith('alertmanager', [posted, { ...posted, annotations: {} }, {}, 'x']);
    expect(signals).toMatchObject([
      { title: 's', severity: 'error', status: 'firing', occurredAt: toMs('2026-11-21T15:00:00Z') },
      { title: 'A', status: 'firing' },
    ]);
    expect(new Set(signals.map(({ dedupKey }) => dedupKey)).size).toBe(1);
    expect(rejected.map(({ entry }) => entry)).toEqual([[{}], ['x']]);
    expect(parseWith('alertmanager', [])).toMatchObject({ signals: [], rejected: [] });
    for (const { entry } of rejected) expect(parseWith('alertmanager', entry).rejected).toHaveLength(1);
  });

  it('fires until its end has come', () => {
    expect(statusWith(undefined)).toBe('firing');
    expect(statusWith('0001-01-01T00:00:00Z')).toBe('firing');
    expect(statusWith('2026-11-21T20:04:00Z')).toBe('firing');
    expect(statusWith('2026-11-21T20:00:00Z')).toBe('resolved');
    expect(statusWith('2026-11-21T15:30:00Z')).toBe('resolved');
  });

  it('ends where it ends as it begins, whatever the clock of the sender', () => {
    const at = '2026-11-21T20:10:00Z';
    expect(parseWith('alertmanager', [{ ...posted, startsAt: at, endsAt: at }]).signals[0]?.status).toBe('resolved');
  });

  it('names the end by its own sequence where only the end tells, and where it says when it began', () => {
    const [over] = parseWith('alertmanager', [{ ...posted, endsAt: '2026-11-21T15:30:00Z' }]).signals;
    expect(over?.endsUnlessMoved).toEqual({ beganAt: toMs('2026-11-21T15:00:00Z') });
    for (const other of [
      { ...posted, endsAt: '2026-11-21T20:04:00Z' },
      { ...posted, endsAt: '2026-11-21T15:30:00Z', status: 'resolved' },
      { ...posted, endsAt: '2026-11-21T15:30:00Z', startsAt: undefined },
    ])
      expect(parseWith('alertmanager', [other]).signals[0]).not.toHaveProperty('endsUnlessMoved');
  });
});
