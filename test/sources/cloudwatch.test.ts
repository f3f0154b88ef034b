import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('CloudWatch', () => {
  it('reads a metric alarm, its tags and its dimensions', () => {
    expect(signalOf('cloudwatch', 'firing')).toMatchObject({
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
    expect(signalOf('cloudwatch', 'firing').suppressedBySender).toBeUndefined();
  });

  it('never resolves for want of data', () => {
    expect(signalOf('cloudwatch', 'insufficient-data').status).toBe('unknown');
  });

  it('names the child that set off a composite alarm, and takes an alarm without tags for an error', () => {
    const signal = signalOf('cloudwatch', 'firing.composite');
    expect(signal).toMatchObject({ status: 'firing', severity: 'error' });
    expect(signal.description).toContain('Set off by alarm:checkout-5xx');
  });

  it('says when the alarm holds its own actions back', () => {
    expect(signalOf('cloudwatch', 'suppressed.composite').suppressedBySender).toContain('WaitPeriod');
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

  it('keys a contributor by the alarm and itself, and names what it is', () => {
    expect(signalOf('cloudwatch', 'firing.contributor')).toMatchObject({
      dedupKey: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:tables-throttled 6d442278dba546f6',
      groupKey: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:tables-throttled',
      title: 'tables-throttled: orders',
      resource: 'orders',
      labels: { TableName: 'orders' },
    });
  });

  it('says when a mute rule holds the actions back', () => {
    expect(signalOf('cloudwatch', 'suppressed.muted').suppressedBySender).toContain('alarm-mute-rule:deploy');
  });

  it.each(['firing.topic', 'firing.lambda-action'])('is the same alert as the event: %s', (name) => {
    const { dedupKey, labels, occurredAt, resource, scope } = signalOf('cloudwatch', name);
    const event = signalOf('cloudwatch', 'firing');
    expect({ dedupKey, occurredAt, resource, scope }).toEqual({
      dedupKey: event.dedupKey,
      occurredAt: event.occurredAt,
      resource: event.resource,
      scope: event.scope,
    });
    expect(labels).toMatchObject({ account: '111122223333', region: 'eu-west-1', metric: 'HTTPCode_Target_5XX_Count' });
  });
});
