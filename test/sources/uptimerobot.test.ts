import { describe, expect, it } from 'vitest';
import { identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('UptimeRobot', () => {
  it('reads a monitor, without the placeholders that have no value', () => {
    const signal = signalOf('uptimerobot', 'firing');
    expect(signal).toMatchObject({
      dedupKey: '777000',
      status: 'firing',
      severity: 'error',
      title: 'Shop',
      description: 'Connection timeout',
      resource: 'https://shop.example',
    });
    expect(signal.labels.duration).toBeUndefined();
    expect(signalOf('uptimerobot', 'resolved').labels.duration).toBe('5 mins and 20 secs');
  });

  it('knows the monitor again by either name of its id', () => {
    expect(identityOf(signalOf('uptimerobot', 'firing.query'))).toBe(identityOf(signalOf('uptimerobot', 'resolved')));
  });

  it('keeps a certificate that expires apart from being down', () => {
    expect(signalOf('uptimerobot', 'firing.certificate')).toMatchObject({
      dedupKey: '777000:expiry',
      severity: 'warning',
    });
  });

  it('takes the word where the number is missing', () => {
    const changes = { alert_type: '*alertType*', alert_type_friendly_name: 'Up' };
    expect(signalOf('uptimerobot', 'firing', changes).status).toBe('resolved');
  });

  it.each([[{}], [{ monitor_id: '*monitorID*', alert_type: '1' }], [{ monitor_id: '1', alert_type: '9' }]])(
    'does not understand %j',
    (body) => {
      expect(() => readWith('uptimerobot', body)).toThrow('monitor_id');
    },
  );
});
