import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { sourceById } from '../../sources/index.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith } from '../fakes/source-fixtures.ts';

const read = (body: unknown) => parseWith('generic', body).signals[0];

describe('plain JSON', () => {
  it('reads every documented field', () => {
    expect(read(fixture('generic', 'firing').body)).toMatchObject({
      dedupKey: 'backup/nightly',
      status: 'firing',
      severity: 'error',
      title: 'Nightly backup failed',
      description: 'exit code 2',
      service: 'checkout',
      environment: 'production',
      labels: { host: 'db-1', attempt: '3' },
      links: [{ href: 'https://wiki.example.com/backup', text: 'Runbook' }],
      occurredAt: toMs('2026-11-21T03:00:00Z'),
    });
  });

  it.each([
    ['firing', 'firing'],
    ['ALERTING', 'firing'],
    ['degraded', 'firing'],
    [undefined, 'firing'],
    ['OK', 'resolved'],
    ['Closed', 'resolved'],
    ['recovered', 'resolved'],
    ['ack', 'acknowledged'],
    ['nodata', 'unknown'],
  ])('takes the status %s for %s', (status, expected) => {
    expect(read({ title: 't', status })?.status).toBe(expected);
  });

  it.each(['title', 'summary', 'message'])('takes "%s" for the title', (field) => {
    expect(read({ [field]: ' Disk full ' })?.title).toBe('Disk full');
  });

  it.each([[{}], [[{}, {}]], [{ alerts: [1] }], ['text'], [7], [null], [{ title: '  ' }], [{ title: { a: 1 } }]])(
    'refuses %j, which has no title',
    (body) => {
      const parsed = () => parseWith('generic', body);
      if (Array.isArray(body) || (typeof body === 'object' && body !== null && 'alerts' in body)) {
        expect(parsed().signals).toEqual([]);
        expect(parsed().rejected.length).toBeGreaterThan(0);
      } else {
        expect(parsed).toThrow(NotUnderstoodError);
      }
    },
  );

  it('takes a list, of which a bad entry costs only itself', () => {
    const { signals, rejected } = parseWith('generic', fixture('generic', 'firing.list').body);
    expect(signals.map(({ dedupKey }) => dedupKey)).toEqual(['disk/db-1', '7']);
    expect(rejected).toEqual([{ reason: expect.stringContaining('no title'), entry: { severity: 'critical' } }]);
  });

  it('resolves by title where there is no key', () => {
    const down = read(fixture('generic', 'firing.apprise').body);
    const up = read(fixture('generic', 'resolved.apprise').body);
    expect(up).toMatchObject({ status: 'resolved', dedupKey: down?.dedupKey });
    expect(read({ title: 'DB down', service: 'search' })?.dedupKey).not.toBe(down?.dedupKey);
  });

  it.each([
    ['2026-11-21T19:43:12.000', '2026-11-21T19:43:12.000Z'],
    ['2026-11-21 19:43:12', '2026-11-21T19:43:12.000Z'],
    ['2026-11-21T20:43:12+01:00', '2026-11-21T19:43:12.000Z'],
    [1_795_290_192, '2026-11-21T19:43:12.000Z'],
    [1_795_290_192_000, '2026-11-21T19:43:12.000Z'],
  ])('reads the instant %s', (timestamp, expected) => {
    expect(read({ title: 't', timestamp })?.occurredAt).toBe(toMs(expected));
  });

  it.each(['3026-01-01T00:00:00Z', 'soon', '0001-01-01T00:00:00Z', -5, 1e300])(
    'takes the instant %s for "now"',
    (at) => {
      expect(read({ title: 't', occurred_at: at })?.occurredAt).toBe(FIXTURE_RECEIVED_AT);
    },
  );

  it('keeps two long keys apart, and short', () => {
    const long = 'k'.repeat(5000);
    const first = read({ title: 't', key: `${long}1` })?.dedupKey as string;
    expect(first.length).toBeLessThan(100);
    expect(read({ title: 't', key: `${long}2` })?.dedupKey).not.toBe(first);
  });
});

const reasonOf = (body: unknown): string | undefined => {
  try {
    return parseWith('generic', body).rejected[0]?.reason;
  } catch (error) {
    return String(error);
  }
};

describe('a message of another source', () => {
  const alert = { status: 'firing', labels: { alertname: 'A' }, annotations: {} };
  it.each([
    ['alertmanager', { receiver: 'r', groupKey: '{}', alerts: [alert] }],
    ['alertmanager', [alert]],
    ['grafana', { receiver: 'r', orgId: 1, alerts: [alert] }],
    ['pagerduty', { routing_key: 'k', event_action: 'trigger', payload: {} }],
    ['aws-events', { 'detail-type': 'x', detail: {} }],
  ])('names %s as the one that reads it', (meant, body) => {
    expect(sourceById(meant)).toBeDefined();
    expect(reasonOf(body)).toContain(`it looks like a message for an integration of the source "${meant}"`);
  });

  it('is not suspected in what is merely incomplete', () => {
    expect(reasonOf({ labels: {} })).not.toContain('it looks like');
  });
});
