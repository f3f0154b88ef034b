import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Alert, type AlertRecord, recordSignal } from '../../../domain/alert/alert.ts';
import { isMereRepeat, UNHEARD_MS } from '../../../domain/alert/repeat.ts';
import { record, T0 } from '../../contract/stores/samples.ts';

const opened = (changes: Partial<Alert> = {}): Alert => ({
  ...(recordSignal(undefined, record('a')).alert as Alert),
  incidentId: 'incident-1',
  ...changes,
});

/** Timed by the sender, unless it is timed by its arrival. */
const sent = (seconds: number) => ({ occurredAt: T0 + seconds * 1000, receivedAt: T0 + 60_000 });
const arrived = (ms: number) => ({ occurredAt: T0 + ms, receivedAt: T0 + ms, saidAt: undefined });

describe('a mere repeat', () => {
  it.each<[string, Partial<Alert>, AlertRecord, boolean]>([
    ['of the same instant', {}, record('a', sent(0)), true],
    ['of before', {}, record('a', sent(-5)), true],
    ['less severe', {}, record('a', { ...sent(0), severity: 'info' }), true],
    ['of what somebody acknowledged', { status: 'acknowledged' }, record('a', sent(0)), true],
    ['timed by its arrival', {}, record('a', arrived(UNHEARD_MS - 1)), true],
    ['timed by its arrival, when the row has not heard for long', {}, record('a', arrived(UNHEARD_MS)), false],
    ['that the sender times later', {}, record('a', sent(0.001)), false],
    ['more severe', {}, record('a', { ...sent(0), severity: 'critical' }), false],
    ['that resolves', {}, record('a', { ...sent(0), status: 'resolved' }), false],
    ['that acknowledges', {}, record('a', { ...sent(0), status: 'acknowledged' }), false],
    ['of what was resolved', { status: 'resolved' }, record('a', sent(0)), false],
    ['of an alert that no incident has', { incidentId: undefined }, record('a', sent(0)), false],
    ['held back for a new reason', {}, record('a', sent(0), { suppressedBy: 'window' }), false],
    ['no longer held back', { suppressedBy: 'window', incidentId: undefined }, record('a', sent(0)), false],
    [
      'held back as before',
      { suppressedBy: 'window', incidentId: undefined },
      record('a', sent(0), { suppressedBy: 'window' }),
      true,
    ],
  ])('%s', (_what, alert, told, expected) => {
    expect(isMereRepeat(opened(alert), told)).toBe(expected);
  });

  it('that carries its own time changes nothing, now or later, but counts', () => {
    const step = fc.record({
      status: fc.constantFrom('firing' as const, 'firing' as const, 'resolved' as const, 'acknowledged' as const),
      severity: fc.constantFrom('critical' as const, 'error' as const, 'warning' as const),
      at: fc.integer({ min: 0, max: 6 }),
      held: fc.boolean(),
    });
    let shed = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 20 }), (steps) => {
        let all: Alert | undefined;
        let some: Alert | undefined;
        for (const { at, held, severity, status } of steps) {
          const told = record('a', { ...sent(at), severity, status }, held ? { suppressedBy: 'window' } : {});
          all = recordSignal(all, told).alert ?? all;
          if (all && !held) all = { ...all, incidentId: 'incident-1' };
          if (some && isMereRepeat(some, told)) {
            shed += 1;
          } else {
            some = recordSignal(some, told).alert ?? some;
            if (some && !held) some = { ...some, incidentId: 'incident-1' };
          }
          const { count: _count, lateCount: _late, ...state } = all ?? ({} as Alert);
          const { count: _c, lateCount: _l, ...stateOfSome } = some ?? ({} as Alert);
          expect(stateOfSome).toEqual(state);
        }
      }),
      { numRuns: 2000 },
    );
    // About half of them, by the seed a little more or less.
    expect(shed).toBeGreaterThan(500);
  });
});
