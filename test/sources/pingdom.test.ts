import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';

describe('Pingdom', () => {
  it('reads a check', () => {
    expect(signalOf('pingdom', 'firing')).toMatchObject({
      dedupKey: '2048467',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'HIGH',
      title: 'Checkout',
      description: 'DNS error for shop.example',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      resource: 'shop.example',
      service: 'checkout',
      environment: 'production',
    });
    expect(signalOf('pingdom', 'firing', { importance_level: 'LOW' }).severity).toBe('info');
  });

  it.each([
    ['DOWN', 'firing'],
    ['UP', 'resolved'],
    ['FAILING', 'firing'],
    ['SUCCESS', 'resolved'],
    ['UNCONFIRMED_DOWN', 'unknown'],
    ['PAUSED', 'unknown'],
  ])('takes the state %s for %s', (current_state, status) => {
    expect(signalOf('pingdom', 'firing', { current_state }).status).toBe(status);
  });

  it.each([[{ check_id: 1 }], [{ current_state: 'DOWN' }], ['x']])('does not understand %j', (body) => {
    expect(() => readWith('pingdom', body)).toThrow();
  });
});
