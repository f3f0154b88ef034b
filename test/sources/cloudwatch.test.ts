import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { sourceForEvent } from '../../sources/event-readers.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, FIXTURE_RECEIVED_AT, fixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

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

  it('ends the alert of an alarm that was deleted, and hears nothing of one that was changed', async () => {
    const change = (operation: string) => ({
      ...(fixture('cloudwatch', 'firing').body as object),
      'detail-type': 'CloudWatch Alarm Configuration Change',
      detail: { alarmName: 'checkout-5xx', operation, configuration: {}, state: { value: 'ALARM' } },
    });
    expect(parseWith('cloudwatch', change('delete')).signals).toMatchObject([
      {
        status: 'resolved',
        dedupKey: signalOf('cloudwatch', 'firing').dedupKey,
        scope: 'cloudwatch',
        description: 'The alarm was deleted.',
        because: 'its alarm was deleted',
      },
    ]);
    expect(parseWith('cloudwatch', change('update'))).toEqual({
      signals: [],
      rejected: [],
      ignored: expect.any(String),
    });
    expect((await sourceForEvent(change('delete')))?.id).toBe('cloudwatch');
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

  it.each([
    ['suppressed.muted', '2026-11-21T20:00:00Z'],
    // A minute for the change that ends the wait to arrive.
    ['suppressed.composite', '2026-11-21T19:07:40.989Z'],
  ])('says when it will hold nothing back any more: %s', (name, until) => {
    expect(signalOf('cloudwatch', name).suppressedBySenderUntil).toBe(toMs(until));
  });

  it('knows no end while the suppressor is in alarm', () => {
    const { suppressedBySender, suppressedBySenderUntil } = signalOf('cloudwatch', 'suppressed.composite-by-alarm');
    expect(suppressedBySender).toBe('actions suppressed by Alarm (Actions suppressed by maintenance)');
    expect(suppressedBySenderUntil).toBeUndefined();
  });

  it.each(['a minute', -1, Number.NaN, 1e300])(
    'makes an end of no period of %s seconds, or of a day at most',
    (seconds) => {
      const body = changedDetail('cloudwatch', 'suppressed.composite', {
        configuration: { actionsSuppressorWaitPeriod: seconds },
      });
      const until = parseWith('cloudwatch', body).signals[0]?.suppressedBySenderUntil;
      expect(until).toBe(seconds === 1e300 ? toMs('2026-11-22T19:05:40.989Z') : undefined);
    },
  );

  it('has the alarm over many time series in one group with its contributors, and other alarms in none', () => {
    const whole = signalOf('cloudwatch', 'firing.many-series');
    expect(whole.groupKey).toBe(signalOf('cloudwatch', 'firing.contributor').groupKey);
    expect(whole.dedupKey).not.toBe(signalOf('cloudwatch', 'firing.contributor').dedupKey);
    expect(signalOf('cloudwatch', 'firing').groupKey).toBeUndefined();
  });

  it('reads tags by name and as a list', () => {
    const listed = changedDetail('cloudwatch', 'firing', { alarmTags: [{ Key: 'Severity', Value: 'warning' }] });
    expect(parseWith('cloudwatch', listed).signals[0]).toMatchObject({
      severity: 'warning',
      labels: { Severity: 'warning' },
    });
  });

  it('knows the message of a topic that names the alarm and no ARN', async () => {
    const { AlarmArn: _, ...body } = fixture('cloudwatch', 'firing.topic').body as Record<string, unknown>;
    expect((await sourceForEvent(body))?.id).toBe('cloudwatch');
    expect(parseWith('cloudwatch', body).signals[0]?.dedupKey).toBe('111122223333:alarm:checkout-5xx');
  });
});
