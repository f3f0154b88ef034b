import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { signalOf } from '../fakes/source-fixtures.ts';

describe('AWS Health', () => {
  it('reads an issue by its event and account, in the order of its updates', () => {
    expect(signalOf('aws-health', 'firing')).toMatchObject({
      dedupKey:
        'arn:aws:health:eu-west-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/AWS_EC2_OPERATIONAL_ISSUE_1 111122223333',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'issue',
      occurredAt: toMs('2026-11-21T17:55:00Z'),
      description: 'We are investigating increased error rates.',
      resource: 'i-0abc',
    });
    expect(signalOf('aws-health', 'resolved').occurredAt).toBe(toMs('2026-11-21T18:35:00Z'));
  });

  it('takes the copy in the backup region for the same alert, and keeps the region of the impact', () => {
    const copy = signalOf('aws-health', 'firing.backup-region');
    expect(copy.dedupKey).toBe(signalOf('aws-health', 'firing').dedupKey);
    expect(copy.labels.region).toBe('eu-west-1');
  });

  it('takes a scheduled change for information', () => {
    expect(signalOf('aws-health', 'firing.scheduled-change').severity).toBe('info');
  });
});
