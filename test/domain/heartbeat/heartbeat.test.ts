import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  hasAlert,
  heard,
  heartbeatSignal,
  isOverdue,
  raised,
  raising,
  redefined,
  silentAfterMs,
  unheard,
} from '../../../domain/heartbeat/heartbeat.ts';

const T = 1_795_287_600_000;
const minute = unheard({ heartbeatId: 'h', name: 'h', intervalSeconds: 60, enabled: true, severity: 'critical' });

describe('a heartbeat', () => {
  it('that was never heard cannot fall silent', () => {
    expect(isOverdue(minute, T + 1e12)).toBe(false);
    expect(minute.deadline).toBeUndefined();
  });

  it('is silent a tenth of its interval after its next sign of life was due', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 * 86_400 }), (intervalSeconds) => {
        const alive = heard({ ...minute, intervalSeconds }, T);
        expect(silentAfterMs(alive)).toBe(intervalSeconds * 1000 + intervalSeconds * 100);
        expect(isOverdue(alive, T + silentAfterMs(alive) - 1)).toBe(false);
        expect(isOverdue(alive, T + silentAfterMs(alive))).toBe(true);
      }),
    );
  });

  it('lives by the latest sign, however they arrive', () => {
    expect(heard(heard(minute, T + 5000), T).deadline).toBe(T + 5000 + 66_000);
  });

  it('that is being raised is found again until it is raised', () => {
    const found = raising(heard(minute, T), T + 66_000);
    expect(isOverdue(found, T)).toBe(true);
    expect(hasAlert(found)).toBe(true);
    const done = raised(found, T + 66_000);
    expect([isOverdue(done, T + 1e9), hasAlert(done)]).toEqual([false, true]);
    // To be looked at again, in case nobody expects it any more.
    expect(done.deadline).toBe(T + 126_000);
    expect(heard(done, T + 100_000)).toMatchObject({ condition: 'heard', raisedAt: undefined });
  });

  it('that is disabled is not expected', () => {
    const off = redefined(heard(minute, T), { ...minute, enabled: false });
    expect([off.condition, off.deadline, isOverdue(heard(off, T), T + 1e9)]).toEqual(['unheard', undefined, false]);
  });

  it('takes a new interval at once', () => {
    expect(redefined(heard(minute, T), { ...minute, intervalSeconds: 600 }).deadline).toBe(T + 660_000);
  });

  it('says what happened', () => {
    const silent = heartbeatSignal(raising(heard(minute, T), T + 66_000), 'firing', T + 66_000);
    expect(silent).toMatchObject({ title: 'h has fallen silent', severity: 'critical', dedupKey: 'h' });
    expect(silent.description).toContain('2026-11-21T19:00:00.000Z');
    expect(heartbeatSignal(raising(minute, T, 'disk full'), 'firing', T).description).toContain('disk full');
  });
});
