import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('ServiceNow', () => {
  it('reads a record, its time as UTC', () => {
    expect(signalOf('servicenow', 'firing')).toMatchObject({
      dedupKey: '9d385017c611228701d22104cc95c371',
      status: 'firing',
      severity: 'critical',
      title: 'Checkout is down',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      labels: { number: 'INC0012345', assignment_group: 'Network' },
    });
  });

  it.each([
    ['1', 'firing'],
    ['2', 'firing'],
    ['3', 'firing'],
    ['6', 'resolved'],
    [7, 'resolved'],
    ['8', 'resolved'],
  ])('takes the state %s for %s', (state, status) => {
    expect(signalOf('servicenow', 'firing', { state }).status).toBe(status);
  });

  it.each([
    ['1', 'critical'],
    ['2 - High', 'error'],
    [3, 'warning'],
    ['5 - Planning', 'info'],
    ['12', 'error'],
    ['', 'error'],
  ])('takes the priority %s for %s', (priority, severity) => {
    expect(signalOf('servicenow', 'firing', { priority }).severity).toBe(severity);
  });

  it('goes by when an open record was opened, by its update once it was opened again or is over', () => {
    const changes = { opened_at: '2026-11-21 18:00:00', reopen_count: '0' };
    const occurredAt = (more: object) => signalOf('servicenow', 'firing', { ...changes, ...more }).occurredAt;
    expect(occurredAt({})).toBe(toMs('2026-11-21T18:00:00Z'));
    expect(occurredAt({ reopen_count: '1' })).toBe(toMs('2026-11-21T19:00:00Z'));
    expect(occurredAt({ state: '6' })).toBe(toMs('2026-11-21T19:00:00Z'));
    expect(occurredAt({ opened_at: null })).toBe(toMs('2026-11-21T19:00:00Z'));
  });

  it('needs the sys_id', () => {
    expect(() => readWith('servicenow', { number: 'INC1' })).toThrow('no "sys_id"');
  });
});
