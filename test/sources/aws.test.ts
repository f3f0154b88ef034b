import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith } from '../fakes/source-fixtures.ts';

const read = (source: string, name: string) => parseWith(source, fixture(source, name).body).signals[0];

describe('CloudWatch', () => {
  it('reads a metric alarm, its tags and its dimensions', () => {
    expect(read('cloudwatch', 'firing')).toMatchObject({
      dedupKey: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:checkout-5xx',
      scope: 'cloudwatch',
      status: 'firing',
      severity: 'critical',
      title: 'checkout-5xx',
      description: expect.stringMatching(/^Checkout 5xx\n\nThreshold Crossed/),
      occurredAt: toMs('2026-11-21T19:04:40.989Z'),
      receivedAt: FIXTURE_RECEIVED_AT,
      resource: 'app/checkout/1',
      service: 'checkout',
      environment: 'production',
      labels: {
        account: '111122223333',
        region: 'eu-west-1',
        namespace: 'AWS/ApplicationELB',
        metric: 'HTTPCode_Target_5XX_Count',
        team: 'checkout',
        LoadBalancer: 'app/checkout/1',
      },
    });
    expect(read('cloudwatch', 'firing')?.suppressedBySender).toBeUndefined();
  });

  it('never resolves for want of data', () => {
    expect(read('cloudwatch', 'insufficient-data')?.status).toBe('unknown');
  });

  it('names the child that set off a composite alarm, and takes an alarm without tags for an error', () => {
    const signal = read('cloudwatch', 'firing.composite');
    expect(signal).toMatchObject({ status: 'firing', severity: 'error' });
    expect(signal?.description).toContain('Set off by alarm:checkout-5xx');
  });

  it('says when the alarm holds its own actions back', () => {
    expect(read('cloudwatch', 'suppressed.composite')?.suppressedBySender).toContain('WaitPeriod');
  });

  it('finds the alarm by account, region and name where no resource is named', () => {
    const body = structuredClone(fixture('cloudwatch', 'firing').body) as { resources?: unknown };
    body.resources = [];
    expect(parseWith('cloudwatch', body).signals[0]?.dedupKey).toBe('111122223333:eu-west-1:alarm:checkout-5xx');
  });

  it.each([[{}], [[]], [{ 'detail-type': 'CloudWatch Alarm State Change' }], [fixture('aws-health', 'firing').body]])(
    'does not understand %j',
    (body) => {
      expect(() => parseWith('cloudwatch', body)).toThrow(NotUnderstoodError);
    },
  );

  it('does not understand a state it does not know', () => {
    const body = structuredClone(fixture('cloudwatch', 'firing').body) as { detail: { state: { value: string } } };
    body.detail.state.value = 'ON FIRE';
    expect(() => parseWith('cloudwatch', body)).toThrow(/ALARM, OK/);
  });
});

describe('AWS Health', () => {
  it('reads an issue by its event and account, in the order of its updates', () => {
    expect(read('aws-health', 'firing')).toMatchObject({
      dedupKey:
        'arn:aws:health:eu-west-1::event/EC2/AWS_EC2_OPERATIONAL_ISSUE/AWS_EC2_OPERATIONAL_ISSUE_1 111122223333',
      status: 'firing',
      severity: 'error',
      nativeSeverity: 'issue',
      occurredAt: toMs('2026-11-21T17:55:00Z'),
      description: 'We are investigating increased error rates.',
      resource: 'i-0abc',
    });
    expect(read('aws-health', 'resolved')?.occurredAt).toBe(toMs('2026-11-21T18:35:00Z'));
  });

  it('takes the copy in the backup region for the same alert, and keeps the region of the impact', () => {
    const copy = read('aws-health', 'firing.backup-region');
    expect(copy?.dedupKey).toBe(read('aws-health', 'firing')?.dedupKey);
    expect(copy?.labels.region).toBe('eu-west-1');
  });

  it('takes a scheduled change for information', () => {
    expect(read('aws-health', 'firing.scheduled-change')?.severity).toBe('info');
  });
});
