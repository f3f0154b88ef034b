import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('AWS Health', () => {
  it('reads an issue by its event and account, in the order of its updates', () => {
    expect(signalOf('aws-health', 'firing')).toMatchObject({
      dedupKey:
        'arn:aws:health:eu-west-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/AWS_EC2_OPERATIONAL_ISSUE_1 111122223333',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'issue',
      occurredAt: toMs('2026-11-21T17:55:00Z'),
      description: 'We are investigating increased error rates.\n\nAffected: i-0abc',
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

  it('keys by the account that is affected, whoever was told', () => {
    expect(signalOf('aws-health', 'firing.first-page').dedupKey).toMatch(/ 444455556666$/);
    expect(signalOf('aws-health', 'firing.first-page').labels.account).toBe('444455556666');
  });

  it('takes the pages of a communication for one message, whose id ends with the number of the page', () => {
    const [first, last] = ['firing.first-page', 'firing.last-page'].map((name) => signalOf('aws-health', name));
    expect(first?.delivered?.message).toBe('01b0993207d81a09dcd552ebd1e633e36cf1f09a 444455556666');
    expect(last?.delivered?.message).toBe(first?.delivered?.message);
    expect(last?.delivered?.delivery).not.toBe(first?.delivered?.delivery);
    expect(last?.dedupKey).toBe(first?.dedupKey);
  });

  it('names what is affected and how it fares', () => {
    expect(signalOf('aws-health', 'firing.first-page').description).toContain(
      'Affected: i-0abc (IMPAIRED), i-0def (UNIMPAIRED)',
    );
    const affectedEntities = Array.from({ length: 23 }, (_, i) => ({ entityValue: `i-${i}` }));
    const body = changedDetail('aws-health', 'firing', { affectedEntities });
    expect(parseWith('aws-health', body).signals[0]?.description).toMatch(/i-18, i-19 and 3 more$/);
  });

  it('tells a public event from one of the account', () => {
    expect(signalOf('aws-health', 'firing').labels.eventScopeCode).toBe('PUBLIC');
    expect(signalOf('aws-health', 'firing.first-page').labels.eventScopeCode).toBe('ACCOUNT_SPECIFIC');
  });
});
