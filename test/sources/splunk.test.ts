import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, readWith, signalOf } from '../fakes/signal-of.ts';
import { FIXTURE_RECEIVED_AT } from '../fakes/source-fixtures.ts';

describe('Splunk', () => {
  it('reads the columns of the first row', () => {
    expect(signalOf('splunk', 'firing')).toMatchObject({
      dedupKey: '5xx',
      status: 'firing',
      severity: 'critical',
      title: '5xx',
      resource: 'web-1',
      service: 'checkout',
      labels: { sourcetype: 'nginx', count: '8', search: '5xx', app: 'search' },
    });
  });

  it('is timed by its arrival: the first row may be older than what people ended since', () => {
    expect(signalOf('splunk', 'firing').occurredAt).toBe(FIXTURE_RECEIVED_AT);
    expect(signalOf('splunk', 'firing').labels).toHaveProperty('_time');
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

  it('reads the incident of a detector of Observability Cloud', () => {
    expect(signalOf('splunk', 'firing.observability')).toMatchObject({
      dedupKey: 'detector:GBNoeOMAgAA',
      status: 'firing',
      severity: 'critical',
      title: 'Critical Alert: Error rate of checkout (5xx)',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      environment: 'production',
      links: [{ text: 'Runbook' }, { text: 'Detector' }],
    });
  });

  it.each([
    ['anomalous', 'firing'],
    ['ok', 'resolved'],
    ['stopped', 'resolved'],
    ['manually resolved', 'resolved'],
    ['auto resolved', 'resolved'],
    [undefined, 'firing'],
  ])('takes the state %s of a detector for %s', (statusExtended, status) => {
    expect(signalOf('splunk', 'firing.observability', { statusExtended }).status).toBe(status);
  });

  it.each([
    ['Critical', 'critical'],
    ['Major', 'error'],
    ['Minor', 'warning'],
    ['Warning', 'warning'],
    ['Info', 'info'],
  ])('takes the severity %s of a detector for %s', (given, severity) => {
    expect(signalOf('splunk', 'firing.observability', { severity: given }).severity).toBe(severity);
  });

  it('is not any JSON', () => {
    expect(() => readWith('splunk', { result: {} })).toThrow('neither');
  });
});
