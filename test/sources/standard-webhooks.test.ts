import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Standard Webhooks', () => {
  it('reads the data, and the envelope for what it leaves out', () => {
    expect(signalOf('standard-webhooks', 'firing')).toMatchObject({
      dedupKey: 'disk-db-1',
      status: 'firing',
      severity: 'critical',
      title: 'Disk full on db-1',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      labels: { event_type: 'disk.full.triggered' },
    });
    expect(signalOf('standard-webhooks', 'resolved').status).toBe('resolved');
    expect(signalOf('standard-webhooks', 'firing', { data: {} }).title).toBe('disk.full');
  });

  it('reads a body without an envelope', () => {
    expect(signalOf('standard-webhooks', 'firing.plain').severity).toBe('warning');
  });

  it('does not understand a body without a title', () => {
    expect(() => readWith('standard-webhooks', { a: 1 })).toThrow('no title');
  });
});
