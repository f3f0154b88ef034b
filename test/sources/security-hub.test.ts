import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import {
  type AwsEventBody,
  changedDetail,
  fixture,
  parseFixture,
  parseWith,
  signalOf,
} from '../fakes/source-fixtures.ts';

describe('Security Hub', () => {
  it('knows a finding of OCSF by account, finding and product', () => {
    expect(signalOf('security-hub', 'firing.ocsf')).toMatchObject({
      dedupKey: '111122223333 f-1 arn:aws:securityhub:eu-west-1::productv2/aws/guardduty',
      severity: 'critical',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
    });
  });

  it('takes what an analyst picked for critical, suppressed or not, and for the same finding', () => {
    const { signals } = parseFixture('security-hub', 'firing.custom-action');
    expect(signals.map(({ severity, status }) => `${status} ${severity}`)).toEqual([
      'firing critical',
      'firing critical',
    ]);
    expect(signals[0]?.dedupKey).toBe(signalOf('security-hub', 'firing.imported').dedupKey);
    expect(signals[0]?.occurredAt).toBe(toMs('2026-11-21T19:10:00Z'));
  });

  it.each([
    { RecordState: 'ARCHIVED' },
    { Workflow: { Status: 'SUPPRESSED' } },
    { Workflow: { Status: 'RESOLVED' } },
    { Compliance: { Status: 'PASSED' } },
  ])('takes %j for the end', (over) => {
    const [finding] = (fixture('security-hub', 'firing.imported').body as AwsEventBody).detail.findings as object[];
    const body = changedDetail('security-hub', 'firing.imported', { findings: [{ ...finding, ...over }] });
    expect(parseWith('security-hub', body).signals[0]?.status).toBe('resolved');
  });

  it('loses no finding to a bad one beside it, and can read that again', () => {
    const [finding] = (fixture('security-hub', 'firing.imported').body as AwsEventBody).detail.findings as object[];
    const { rejected, signals } = parseWith(
      'security-hub',
      changedDetail('security-hub', 'firing.imported', { findings: [7, finding] }),
    );
    expect([signals.length, rejected.length]).toEqual([1, 1]);
    expect(JSON.stringify(rejected[0]?.entry).length).toBeLessThan(1000);
    expect(() => parseWith('security-hub', rejected[0]?.entry)).not.toThrow();
  });

  it('has what an analyst resolves after what an analyst picked, though UpdatedAt never changes', () => {
    const [picked] = parseFixture('security-hub', 'firing.custom-action').signals;
    const resolved = signalOf('security-hub', 'resolved.by-analyst');
    expect(resolved).toMatchObject({ status: 'resolved', dedupKey: picked?.dedupKey });
    expect(resolved.occurredAt).toBeGreaterThan(picked?.occurredAt as number);
  });

  it('takes a check that could not be done for no news', () => {
    expect(signalOf('security-hub', 'unknown.not-available').status).toBe('unknown');
  });

  it.each([{ activity_id: 3 }, { status_id: 3 }, { status_id: 4 }, { compliance: { status_id: 1 } }])(
    'takes %j of OCSF for the end',
    (over) => {
      const [finding] = (fixture('security-hub', 'firing.ocsf').body as AwsEventBody).detail.findings as object[];
      const body = changedDetail('security-hub', 'firing.ocsf', { findings: [{ ...finding, ...over }] });
      expect(parseWith('security-hub', body).signals[0]?.status).toBe('resolved');
    },
  );

  it.each([
    [1, 'info'],
    [2, 'info'],
    [3, 'warning'],
    [4, 'error'],
    [5, 'critical'],
    [6, 'critical'],
    [99, 'warning'],
  ])('takes a severity_id of %i for %s', (severity_id, expected) => {
    const [finding] = (fixture('security-hub', 'firing.ocsf').body as AwsEventBody).detail.findings as object[];
    const body = changedDetail('security-hub', 'firing.ocsf', { findings: [{ ...finding, severity_id }] });
    expect(parseWith('security-hub', body).signals[0]?.severity).toBe(expected);
  });
});
