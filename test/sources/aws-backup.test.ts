import { describe, expect, it } from 'vitest';
import { signalOf } from '../fakes/source-fixtures.ts';

describe('AWS Backup', () => {
  it('keys by resource and vault, so that the next job resolves', () => {
    expect(signalOf('aws-backup', 'resolved.next-job').dedupKey).toBe(signalOf('aws-backup', 'firing').dedupKey);
  });

  it('takes a message beside COMPLETED for issues, and reads state as well as status', () => {
    expect(signalOf('aws-backup', 'firing.with-issues')).toMatchObject({ severity: 'warning', status: 'firing' });
    expect(signalOf('aws-backup', 'firing.restore-status').status).toBe('firing');
  });
});
