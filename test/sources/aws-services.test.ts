import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import type { Signal } from '../../domain/signal/signal.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { fixture, fixturesOf, parseWith } from '../fakes/source-fixtures.ts';

const read = (source: string, name: string) => parseWith(source, fixture(source, name).body);
const signal = (source: string, name: string): Signal => read(source, name).signals[0] as Signal;
const keyOf = (source: string, name: string) => signal(source, name).dedupKey;

type Event = Record<string, unknown> & { detail: Record<string, unknown> };
const changed = (source: string, name: string, detail: Record<string, unknown>): Event => {
  const body = structuredClone(fixture(source, name).body) as Event;
  return { ...body, detail: { ...body.detail, ...detail } };
};

describe('CloudWatch in its other shapes', () => {
  it('keys a contributor by the alarm and itself, and names what it is', () => {
    expect(signal('cloudwatch', 'firing.contributor')).toMatchObject({
      dedupKey: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:tables-throttled 6d442278dba546f6',
      groupKey: 'arn:aws:cloudwatch:eu-west-1:111122223333:alarm:tables-throttled',
      title: 'tables-throttled: orders',
      resource: 'orders',
      labels: { TableName: 'orders' },
    });
  });

  it('says when a mute rule holds the actions back', () => {
    expect(signal('cloudwatch', 'suppressed.muted').suppressedBySender).toContain('alarm-mute-rule:deploy');
  });

  it.each(['firing.topic', 'firing.lambda-action'])('is the same alert as the event: %s', (name) => {
    const { dedupKey, labels, occurredAt, resource, scope } = signal('cloudwatch', name);
    const event = signal('cloudwatch', 'firing');
    expect({ dedupKey, occurredAt, resource, scope }).toEqual({
      dedupKey: event.dedupKey,
      occurredAt: event.occurredAt,
      resource: event.resource,
      scope: event.scope,
    });
    expect(labels).toMatchObject({ account: '111122223333', region: 'eu-west-1', metric: 'HTTPCode_Target_5XX_Count' });
  });
});

describe('GuardDuty', () => {
  it('reads severity, resource and tags, in the order of the updates', () => {
    expect(signal('guardduty', 'firing')).toMatchObject({
      dedupKey: '111122223333 f00d',
      severity: 'error',
      nativeSeverity: '8',
      service: 'checkout',
      environment: 'production',
      resource: 'i-0abc',
      occurredAt: toMs('2026-11-21T18:58:00Z'),
    });
  });

  it.each([
    [9, 'critical'],
    [7, 'error'],
    [6.9, 'warning'],
    [3.9, 'info'],
    ['high', 'error'],
  ])('takes a severity of %s for %s', (severity, expected) => {
    expect(parseWith('guardduty', changed('guardduty', 'firing', { severity })).signals[0]?.severity).toBe(expected);
  });

  it('takes a sample for information', () => {
    expect(signal('guardduty', 'firing.sample').severity).toBe('info');
  });

  it('lets the integration say what a severity means', () => {
    const options = { integration: { severityOverrides: { '8': 'critical' as const } } };
    expect(parseWith('guardduty', fixture('guardduty', 'firing').body, options).signals[0]?.severity).toBe('critical');
  });
});

describe('Security Hub', () => {
  it('knows a finding of OCSF by account, finding and product', () => {
    expect(signal('security-hub', 'firing.ocsf')).toMatchObject({
      dedupKey: '111122223333 f-1 arn:aws:securityhub:eu-west-1::productv2/aws/guardduty',
      severity: 'critical',
      occurredAt: 1795286400000,
    });
  });

  it('takes what an analyst picked for critical, suppressed or not, and for the same finding', () => {
    const { signals } = read('security-hub', 'firing.custom-action');
    expect(signals.map(({ severity, status }) => `${status} ${severity}`)).toEqual([
      'firing critical',
      'firing critical',
    ]);
    expect(signals[0]?.dedupKey).toBe(keyOf('security-hub', 'firing.imported'));
    expect(signals[0]?.occurredAt).toBe(toMs('2026-11-21T19:10:00Z'));
  });

  it.each([
    { RecordState: 'ARCHIVED' },
    { Workflow: { Status: 'SUPPRESSED' } },
    { Workflow: { Status: 'RESOLVED' } },
    { Compliance: { Status: 'PASSED' } },
  ])('takes %j for the end', (over) => {
    const [finding] = (fixture('security-hub', 'firing.imported').body as Event).detail.findings as object[];
    const body = changed('security-hub', 'firing.imported', { findings: [{ ...finding, ...over }] });
    expect(parseWith('security-hub', body).signals[0]?.status).toBe('resolved');
  });

  it('loses no finding to a bad one beside it, and can read that again', () => {
    const [finding] = (fixture('security-hub', 'firing.imported').body as Event).detail.findings as object[];
    const { rejected, signals } = parseWith(
      'security-hub',
      changed('security-hub', 'firing.imported', { findings: [7, finding] }),
    );
    expect([signals.length, rejected.length]).toEqual([1, 1]);
    expect(() => parseWith('security-hub', rejected[0]?.entry)).not.toThrow();
  });
});

describe('AWS Backup', () => {
  it('keys by resource and vault, so that the next job resolves', () => {
    expect(keyOf('aws-backup', 'resolved.next-job')).toBe(keyOf('aws-backup', 'firing'));
  });

  it('takes a message beside COMPLETED for issues, and reads state as well as status', () => {
    expect(signal('aws-backup', 'firing.with-issues')).toMatchObject({ severity: 'warning', status: 'firing' });
    expect(signal('aws-backup', 'firing.restore-status').status).toBe('firing');
  });
});

describe('RDS', () => {
  it('pairs a failover of a cluster by its message, for it has no id', () => {
    expect(keyOf('rds', 'resolved.cluster')).toBe(keyOf('rds', 'firing.cluster'));
    expect(signal('rds', 'resolved.cluster').status).toBe('resolved');
  });

  it('takes a full disk for critical, and routes by tags', () => {
    expect(signal('rds', 'firing.storage-full')).toMatchObject({ severity: 'critical', service: 'checkout' });
  });
});

describe('ECS', () => {
  it('does not take the completion of a rollback for the fix of what failed', () => {
    expect(keyOf('ecs', 'rolled-back.deployment')).not.toBe(keyOf('ecs', 'firing.deployment'));
    expect(keyOf('ecs', 'resolved.deployment')).toBe(keyOf('ecs', 'firing.deployment'));
    expect(read('ecs', 'change.rollback').changes).toMatchObject([{ title: 'Deployment of checkout is rolled back' }]);
  });

  it('keys a task by the service that will replace it, until that is steady', () => {
    expect(keyOf('ecs', 'firing.task')).toBe(keyOf('ecs', 'resolved.steady-state'));
    expect(signal('ecs', 'firing.task')).toMatchObject({ severity: 'warning', service: 'checkout' });
    expect(signal('ecs', 'firing.task').description).toContain('app exit code 137 OutOfMemoryError');
  });
});

describe('Step Functions', () => {
  it('keys by the state machine, and keeps no input', () => {
    expect(keyOf('step-functions', 'resolved.next-execution')).toBe(keyOf('step-functions', 'firing'));
    expect(JSON.stringify(signal('step-functions', 'firing'))).not.toContain('secret');
  });
});

describe('the others', () => {
  it.each([
    ['trusted-advisor', 'firing', 'warning'],
    ['trusted-advisor', 'firing.warn', 'info'],
    ['devops-guru', 'firing', 'warning'],
    ['devops-guru', 'firing.upgraded', 'error'],
    ['devops-guru', 'firing.anomaly', 'info'],
    ['codepipeline', 'firing', 'warning'],
    ['codedeploy', 'firing', 'error'],
    ['cost-anomaly', 'firing', 'warning'],
    ['synthetics', 'firing', 'error'],
  ])('%s takes %s for %s', (source, name, severity) => {
    expect(signal(source, name).severity).toBe(severity);
  });

  it('keep a canary’s runs apart from the canary’s own state', () => {
    expect(keyOf('synthetics', 'firing.canary-in-error')).not.toBe(keyOf('synthetics', 'firing'));
  });

  it('tell the start of a deployment from its end', () => {
    const ids = [...fixturesOf('codedeploy'), ...fixturesOf('codepipeline')].flatMap(({ name }) =>
      ['codedeploy', 'codepipeline'].flatMap((id) =>
        fixturesOf(id).some((one) => one.name === name) ? (read(id, name).changes ?? []).map((one) => one.id) : [],
      ),
    );
    expect(new Set(ids).size).toBeGreaterThan(4);
  });

  it('say who began a pipeline, where AWS says it', () => {
    expect(read('codepipeline', 'change.started').changes).toMatchObject([
      { actor: 'ana pushed 3f1c2d', kind: 'pipeline' },
    ]);
  });
});

describe('any other event, by rule', () => {
  it('takes title, key, severity, status and labels from where the rule says', () => {
    expect(signal('aws-events', 'firing.auto-scaling')).toMatchObject({
      dedupKey: 'aws.autoscaling launches checkout',
      title: 'checkout: Failed',
      status: 'firing',
      severity: 'error',
      description: 'There is no Spot capacity',
      labels: { zone: 'eu-west-1b', activity: '87654321', eventRule: 'launches' },
    });
    expect(signal('aws-events', 'firing.own-bus')).toMatchObject({
      severity: 'critical',
      nativeSeverity: 'fatal',
      title: 'Job settle is broken',
      service: 'payments',
    });
  });

  it('reads nothing that an event inherits, and understands nothing without a key', () => {
    const body = { ...changed('aws-events', 'firing.own-bus', {}), detail: { level: 'x' } };
    expect(() => parseWith('aws-events', body)).toThrow(/none of its keys/);
    const inherited = changed('aws-events', 'firing.own-bus', { level: 'constructor' });
    expect(parseWith('aws-events', inherited).signals[0]?.severity).toBe('warning');
  });

  it('does not understand what no rule speaks of', () => {
    expect(() => parseWith('aws-events', fixture('guardduty', 'firing').body)).toThrow(NotUnderstoodError);
    const debug = changed('aws-events', 'firing.own-bus', { level: 'debug' });
    expect(() => parseWith('aws-events', debug)).toThrow(/No event rule/);
  });
});
