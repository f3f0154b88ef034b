import { describe, expect, it } from 'vitest';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('AWS Backup', () => {
  it('keys by resource and vault, so that the next job resolves', () => {
    expect(signalOf('aws-backup', 'resolved.next-job').dedupKey).toBe(signalOf('aws-backup', 'firing').dedupKey);
  });

  it('takes a message beside COMPLETED for issues, and reads state as well as status', () => {
    expect(signalOf('aws-backup', 'firing.with-issues')).toMatchObject({ severity: 'warning', status: 'firing' });
    expect(signalOf('aws-backup', 'firing.restore-status').status).toBe('firing');
  });

  it('takes a message for issues of backups only', () => {
    expect(signalOf('aws-backup', 'resolved.copy-with-message')).toMatchObject({
      status: 'resolved',
      dedupKey: signalOf('aws-backup', 'firing.copy-expired').dedupKey,
    });
  });

  it.each([
    ['FAILED', 'error'],
    ['EXPIRED', 'error'],
    ['ABORTED', 'warning'],
    ['PARTIAL', 'warning'],
  ])('takes a job that is %s for one that left no good backup: %s', (state, severity) => {
    const body = changedDetail('aws-backup', 'firing', { state });
    expect(parseWith('aws-backup', body).signals[0]).toMatchObject({ status: 'firing', severity });
  });

  it('takes threats in a backup for an error until a scan is clean, though the scan itself went well', () => {
    expect(signalOf('aws-backup', 'firing.scan-threats')).toMatchObject({
      status: 'firing',
      severity: 'error',
      title: expect.stringMatching(/^Scan job found threats in a backup for arn:/),
    });
    expect(signalOf('aws-backup', 'resolved.scan-clean')).toMatchObject({
      status: 'resolved',
      dedupKey: signalOf('aws-backup', 'firing.scan-threats').dedupKey,
    });
  });
});
