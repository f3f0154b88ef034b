import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('CloudWatch Synthetics', () => {
  it('takes a failed run for an error that the next good run resolves', () => {
    expect(signalOf('synthetics', 'firing')).toMatchObject({
      severity: 'error',
      title: 'Canary checkout-login failed',
      description: expect.stringMatching(/^Login button not found/),
      resource: 'checkout-login',
    });
    expect(signalOf('synthetics', 'resolved').dedupKey).toBe(signalOf('synthetics', 'firing').dedupKey);
  });

  it('keeps a canary’s runs apart from the canary’s own state', () => {
    expect(signalOf('synthetics', 'firing.canary-in-error').dedupKey).not.toBe(
      signalOf('synthetics', 'firing').dedupKey,
    );
    expect(signalOf('synthetics', 'resolved.canary-runs').dedupKey).toBe(
      signalOf('synthetics', 'firing.canary-in-error').dedupKey,
    );
  });

  it('reads when the state changed from the detail, in seconds with a fraction', () => {
    expect(signalOf('synthetics', 'firing.canary-in-error').occurredAt).toBe(toMs('2026-11-21T18:41:40.500Z'));
  });

  it('does not understand a run of no canary', () => {
    const body = changedDetail('synthetics', 'firing', { 'canary-id': undefined });
    expect(() => parseWith('synthetics', body)).toThrow(NotUnderstoodError);
  });
});
