import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Datadog', () => {
  it('reads our payload: numbers as text, tags as one text, a placeholder without a value', () => {
    expect(signalOf('datadog', 'firing')).toMatchObject({
      dedupKey: '8612345678901234567',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'P2',
      title: 'Checkout latency',
      description: 'p95 is 4.1 s',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'web-1',
      service: 'checkout',
      environment: 'production',
      labels: { env: 'production', service: 'checkout', urgent: 'true', transition: 'Triggered' },
      links: [{ href: 'https://app.datadoghq.com/monitors/1234', text: 'Datadog' }],
    });
  });

  it.each([
    ['Triggered', 'firing'],
    ['Re-Triggered', 'firing'],
    ['Warn', 'firing'],
    ['Re-Warn', 'firing'],
    ['No Data', 'firing'],
    ['Renotify', 'firing'],
    ['Recovered', 'resolved'],
    ['recovered', 'resolved'],
    ['Muted', 'unknown'],
    ['$ALERT_TRANSITION', 'firing'],
  ])('takes the transition %s for %s', (transition, status) => {
    expect(signalOf('datadog', 'firing', { transition }).status).toBe(status);
  });

  it('knows the condition by the aggregation, then by the monitor, where there is no cycle', () => {
    expect(signalOf('datadog', 'firing', { cycle_key: '$ALERT_CYCLE_KEY' }).dedupKey).toMatch(/^9bd4ac/);
    expect(signalOf('datadog', 'firing', { cycle_key: '$ALERT_CYCLE_KEY', aggreg_key: '' }).dedupKey).not.toBe('');
  });

  it('knows an alert of the default payload by its title, and says what to paste', () => {
    const fired = readWith('datadog', bodyOf('datadog', 'firing.default-payload'));
    expect(fired.warnings?.[0]).toMatch(/paste the payload/);
    expect(fired.signals[0]).toMatchObject({ title: 'Checkout latency', status: 'firing' });
    expect(identityOf(signalOf('datadog', 'resolved.default-payload'))).toBe(
      identityOf(signalOf('datadog', 'firing.default-payload')),
    );
  });

  it.each([
    ['[P1] [Triggered on {host:web-1}] Latency', 'firing', 'critical', 'Latency'],
    ['[Re-Triggered on {host:web-1}] Latency', 'firing', 'error', 'Latency'],
    ['[No Data] Latency', 'firing', 'error', 'Latency'],
    ['[Re-No Data on {host:web-1}] Latency', 'firing', 'error', 'Latency'],
    ['[P2] [Recovered] Latency', 'resolved', 'error', 'Latency'],
    ['[Checkout] Latency', 'firing', 'error', '[Checkout] Latency'],
  ])('reads the title %s of the default payload', (title, status, severity, subject) => {
    expect(signalOf('datadog', 'firing.default-payload', { title })).toMatchObject({
      status,
      severity,
      title: subject,
    });
  });

  it('keeps the groups of one monitor apart in the default payload', () => {
    const key = (title: string) => signalOf('datadog', 'firing.default-payload', { title }).dedupKey;
    expect(key('[Triggered on {host:a}] Latency')).toBe(key('[P1] [Recovered on {host:a}] Latency'));
    expect(key('[Triggered on {host:a}] Latency')).not.toBe(key('[Triggered on {host:b}] Latency'));
  });

  it('does not understand a message without a key and a title', () => {
    expect(() => readWith('datadog', { title: '$EVENT_TITLE', body: 'x' })).toThrow('neither');
    expect(() => readWith('datadog', [])).toThrow('no JSON object');
  });
});
