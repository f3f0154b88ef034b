import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('Trusted Advisor', () => {
  it.each([
    ['firing', 'warning'],
    ['firing.warn', 'info'],
  ])('takes %s for advice: %s', (name, severity) => {
    expect(signalOf('trusted-advisor', name).severity).toBe(severity);
  });

  it('keys by check and resource, so that green resolves what was red', () => {
    expect(signalOf('trusted-advisor', 'firing')).toMatchObject({
      dedupKey: '111122223333 Service Limits arn:aws:ec2:eu-west-1:111122223333:vpc/limit',
      labels: { check: 'Service Limits', resourceRegion: 'eu-west-1' },
    });
    expect(signalOf('trusted-advisor', 'resolved').dedupKey).toBe(signalOf('trusted-advisor', 'firing').dedupKey);
  });

  it.each([{ status: 'PURPLE' }, { 'check-name': undefined }])('does not understand %j', (detail) => {
    const body = changedDetail('trusted-advisor', 'firing', detail);
    expect(() => parseWith('trusted-advisor', body)).toThrow(NotUnderstoodError);
  });

  it('keys a quota, which names no resource, by region, service and limit', () => {
    const keys = ['firing.quota', 'resolved.quota', 'elsewhere.quota'].map(
      (name) => signalOf('trusted-advisor', name).dedupKey,
    );
    expect(keys[0]).toBe('111122223333 VPC eu-west-1 VPC VPCs');
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });
});
