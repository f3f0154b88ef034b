import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

const HEADERS = { 'sentry-hook-timestamp': String(toMs('2026-11-21T19:00:00Z') / 1000) };

describe('Sentry', () => {
  it('reads a metric alert, timed by its header', () => {
    expect(signalOf('sentry', 'firing.metric-alert', {}, { headers: HEADERS })).toMatchObject({
      dedupKey: 'metric-alert:4',
      status: 'firing',
      severity: 'critical',
      title: 'Critical: Too many errors',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      environment: 'production',
    });
    expect(signalOf('sentry', 'firing.metric-alert', { action: 'warning' }).severity).toBe('warning');
  });

  it('reads an issue alert and knows it again when its issue is resolved', () => {
    const fired = signalOf('sentry', 'firing.issue-alert');
    expect(fired).toMatchObject({
      dedupKey: 'issue:1170820242',
      severity: 'critical',
      nativeSeverity: 'fatal',
      title: 'TypeError: cart is undefined',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      labels: { release: '1.2.3', server_name: 'web-1', rule: 'New fatal errors' },
    });
    expect(identityOf(signalOf('sentry', 'resolved.issue'))).toBe(identityOf(fired));
  });

  it.each(['created', 'assigned', 'archived'])('lets an issue that is %s page nobody', (action) => {
    expect(readWith('sentry', { ...bodyOf('sentry', 'resolved.issue'), action })).toEqual({
      signals: [],
      rejected: [],
      ignored: expect.any(String),
    });
  });

  it('fires again for an issue that is unresolved', () => {
    expect(signalOf('sentry', 'resolved.issue', { action: 'unresolved' }).status).toBe('firing');
  });

  it('accepts the message of its own installation', () => {
    expect(readWith('sentry', { action: 'created', data: { installation: { uuid: 'a' } } }).signals).toEqual([]);
  });

  it.each([[{}], [{ data: { metric_alert: {} } }], [{ data: { event: {} } }]])('does not understand %j', (body) => {
    expect(() => readWith('sentry', body)).toThrow('no metric alert');
  });
});
