import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Splunk', () => {
  it('reads the columns of the first row', () => {
    expect(signalOf('splunk', 'firing')).toMatchObject({
      dedupKey: '5xx',
      status: 'firing',
      severity: 'critical',
      title: '5xx',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'web-1',
      service: 'checkout',
      labels: { sourcetype: 'nginx', count: '8', search: '5xx', app: 'search' },
    });
  });

  it('is over when a search says so in a column', () => {
    expect(signalOf('splunk', 'resolved').status).toBe('resolved');
  });

  it('knows a search without a name by its app, owner and columns, and never by its run', () => {
    const first = signalOf('splunk', 'firing.unnamed');
    expect(signalOf('splunk', 'firing.unnamed', { sid: 'another run' }).dedupKey).toBe(first.dedupKey);
    expect(signalOf('splunk', 'firing.unnamed', { app: 'other' }).dedupKey).not.toBe(first.dedupKey);
    expect(signalOf('splunk', 'firing.unnamed', { result: { errors: '1' } }).dedupKey).not.toBe(first.dedupKey);
  });

  it('lets a column be the key', () => {
    const { result } = bodyOf('splunk', 'firing') as { result: Record<string, string> };
    expect(signalOf('splunk', 'firing', { result: { ...result, dedup_key: 'k' } }).dedupKey).toBe('k');
  });

  it('is not any JSON', () => {
    expect(() => readWith('splunk', { result: {} })).toThrow('neither');
  });
});
