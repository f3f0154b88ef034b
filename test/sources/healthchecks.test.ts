import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { readWith, signalOf } from '../fakes/signal-of.ts';
import { FIXTURE_RECEIVED_AT } from '../fakes/source-fixtures.ts';

describe('Healthchecks.io', () => {
  it('reads a check and its tags', () => {
    expect(signalOf('healthchecks', 'firing')).toMatchObject({
      dedupKey: '5bf66975-d4c7-4bf5-bcc8-b8d8a82ea278',
      status: 'firing',
      title: 'Nightly backup',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'backup',
      environment: 'production',
      labels: { nightly: 'true' },
    });
  });

  it.each([
    ['down', 'firing'],
    ['up', 'resolved'],
    ['grace', 'unknown'],
    ['paused', 'unknown'],
    ['$STATUS', 'unknown'],
  ])('takes the status %s for %s', (given, status) => {
    expect(signalOf('healthchecks', 'firing', { status: given }).status).toBe(status);
  });

  it('keeps no placeholder', () => {
    expect(signalOf('healthchecks', 'firing.placeholders')).toMatchObject({
      labels: {},
      occurredAt: FIXTURE_RECEIVED_AT,
    });
    expect(() => readWith('healthchecks', { code: '$CODE' })).toThrow('no "code"');
  });
});
