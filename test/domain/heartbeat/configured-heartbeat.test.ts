import { describe, expect, it } from 'vitest';
import { configuredHeartbeat } from '../../../domain/heartbeat/configured-heartbeat.ts';

const written = { id: 'nightly-backup', service: 'checkout', intervalSeconds: 60 };

describe('a heartbeat in the configuration', () => {
  it('is critical unless it says otherwise', () => {
    expect(configuredHeartbeat.parse(written)).toEqual({ ...written, severity: 'critical' });
    expect(configuredHeartbeat.parse({ ...written, severity: 'warning' }).severity).toBe('warning');
  });

  it.each([
    ['an id of other letters', { id: 'Nightly' }],
    ['an id that is too long', { id: 'a'.repeat(64) }],
    ['no interval', { intervalSeconds: 0 }],
    ['an interval that is no whole number', { intervalSeconds: 1.5 }],
    ['an interval beyond a month', { intervalSeconds: 31 * 86_400 + 1 }],
    ['an address that is none', { pingId: 'backup' }],
    ['an empty title', { title: '' }],
    ['a field that nobody knows', { every: 'day' }],
    ['an alert that nobody delivers', { alertname: 'Watchdog' }],
  ])('is refused with %s', (_what, changes) => {
    expect(configuredHeartbeat.safeParse({ ...written, ...changes }).success).toBe(false);
  });

  it('may be an alert that always fires, of the integration that delivers it', () => {
    const watchdog = { ...written, alertname: 'Watchdog', integration: 'prometheus' };
    expect(configuredHeartbeat.parse(watchdog)).toMatchObject({ alertname: 'Watchdog', integration: 'prometheus' });
    expect(configuredHeartbeat.parse({ ...written, integration: 'prometheus' }).alertname).toBeUndefined();
  });
});
