import { describe, expect, it } from 'vitest';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('Step Functions', () => {
  it('keys by the state machine, and keeps no input', () => {
    expect(signalOf('step-functions', 'resolved.next-execution').dedupKey).toBe(
      signalOf('step-functions', 'firing').dedupKey,
    );
    expect(JSON.stringify(signalOf('step-functions', 'firing'))).not.toContain('secret');
  });

  it.each([
    ['FAILED', 'error'],
    ['TIMED_OUT', 'error'],
    ['ABORTED', 'warning'],
  ])('takes an execution that is %s for %s', (status, severity) => {
    const body = changedDetail('step-functions', 'firing', { status });
    expect(parseWith('step-functions', body).signals[0]).toMatchObject({ status: 'firing', severity });
  });
});
