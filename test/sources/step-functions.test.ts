import { describe, expect, it } from 'vitest';
import { signalOf } from '../fakes/source-fixtures.ts';

describe('Step Functions', () => {
  it('keys by the state machine, and keeps no input', () => {
    expect(signalOf('step-functions', 'resolved.next-execution').dedupKey).toBe(
      signalOf('step-functions', 'firing').dedupKey,
    );
    expect(JSON.stringify(signalOf('step-functions', 'firing'))).not.toContain('secret');
  });
});
