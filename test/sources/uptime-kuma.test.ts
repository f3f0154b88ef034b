import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

describe('Uptime Kuma', () => {
  it('reads a heartbeat, its time as UTC', () => {
    expect(signalOf('uptime-kuma', 'firing')).toMatchObject({
      dedupKey: '1',
      status: 'firing',
      title: 'Checkout',
      description: 'timeout of 48000ms exceeded',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'https://shop.example/checkout',
      service: 'checkout',
    });
  });

  it.each([
    [0, 'firing'],
    [1, 'resolved'],
    [2, 'unknown'],
    [3, 'unknown'],
    [null, 'unknown'],
  ])('takes the status %s for %s', (status, expected) => {
    const { heartbeat } = bodyOf('uptime-kuma', 'firing') as { heartbeat: object };
    expect(signalOf('uptime-kuma', 'firing', { heartbeat: { ...heartbeat, status } }).status).toBe(expected);
  });

  it('reads the same from a query', () => {
    expect(signalOf('uptime-kuma', 'firing.query')).toEqual(signalOf('uptime-kuma', 'firing'));
  });

  it('warns of a certificate once, however many days are left', () => {
    const inSeven = signalOf('uptime-kuma', 'firing.certificate');
    const inThree = signalOf('uptime-kuma', 'firing.certificate', { msg: inSeven.title.replace('7', '3') });
    expect(inSeven.severity).toBe('warning');
    expect(identityOf(inThree)).toBe(identityOf(inSeven));
  });

  it('accepts its test and pages nobody', () => {
    const test = { heartbeat: null, monitor: null, msg: 'My notification Testing' };
    expect(readWith('uptime-kuma', test)).toEqual({ signals: [], rejected: [], ignored: expect.any(String) });
  });

  it.each([[{}], [{ monitor: {}, msg: 'x' }], [{ heartbeat: {} }]])('does not understand %j', (body) => {
    expect(() => readWith('uptime-kuma', body)).toThrow();
  });
});
