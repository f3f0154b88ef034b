import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('New Relic', () => {
  it('reads an issue', () => {
    expect(signalOf('new-relic', 'firing')).toMatchObject({
      dedupKey: 'c5faa7e6',
      status: 'firing',
      severity: 'critical',
      title: 'Storage usage is > 90 %',
      description: 'Low storage',
      occurredAt: toMs('2026-11-21T19:00:01Z'),
      resource: 'db-1',
      labels: { policy: 'Golden Signals', workflow: 'muster' },
    });
  });

  it.each([
    ['CREATED', 'firing'],
    ['ACTIVATED', 'firing'],
    ['acknowledged', 'acknowledged'],
    ['CLOSED', 'resolved'],
    [undefined, 'firing'],
  ])('takes the state %s for %s', (state, status) => {
    expect(signalOf('new-relic', 'firing', { state }).status).toBe(status);
  });

  it.each([
    ['CRITICAL', 'critical'],
    ['HIGH', 'error'],
    ['MEDIUM', 'warning'],
    ['LOW', 'info'],
  ])('takes the priority %s for %s', (priority, severity) => {
    expect(signalOf('new-relic', 'firing', { priority }).severity).toBe(severity);
  });

  it('takes numbers as text, one text for a list, and missing members', () => {
    expect(signalOf('new-relic', 'firing.sparse')).toMatchObject({
      title: 'Storage usage is > 90 %',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      links: [],
    });
  });

  it('needs the id of the issue', () => {
    expect(() => readWith('new-relic', { title: 'x' })).toThrow('no "id"');
  });
});
