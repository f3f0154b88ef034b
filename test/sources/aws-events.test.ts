import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, fixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('any other event of AWS, by rule', () => {
  it('takes title, key, severity, status and labels from where the rule says', () => {
    expect(signalOf('aws-events', 'firing.auto-scaling')).toMatchObject({
      dedupKey: 'aws.autoscaling launches checkout',
      title: 'checkout: Failed',
      status: 'firing',
      severity: 'error',
      description: 'There is no Spot capacity',
      labels: { zone: 'eu-west-1b', activity: '87654321', eventRule: 'launches' },
    });
    expect(signalOf('aws-events', 'firing.own-bus')).toMatchObject({
      severity: 'critical',
      nativeSeverity: 'fatal',
      title: 'Job settle is broken',
      service: 'payments',
    });
  });

  it('reads nothing that an event inherits, and understands nothing without a key', () => {
    const body = { ...changedDetail('aws-events', 'firing.own-bus', {}), detail: { level: 'x' } };
    expect(() => parseWith('aws-events', body)).toThrow(/none of its keys/);
    const inherited = changedDetail('aws-events', 'firing.own-bus', { level: 'constructor' });
    expect(parseWith('aws-events', inherited).signals[0]?.severity).toBe('warning');
  });

  it('quotes no more of an event than people can read', () => {
    const body = { ...changedDetail('aws-events', 'firing.own-bus', {}), source: 'x'.repeat(300_000) };
    expect(() => parseWith('aws-events', body)).toThrow(/^.{100,1024}$/);
    const half = { ...body, source: 'half a pair \ud800' };
    expect(() => parseWith('aws-events', half)).toThrow('half a pair \ufffd');
  });

  it('does not understand what no rule speaks of', () => {
    expect(() => parseWith('aws-events', fixture('guardduty', 'firing').body)).toThrow(NotUnderstoodError);
    const debug = changedDetail('aws-events', 'firing.own-bus', { level: 'debug' });
    expect(() => parseWith('aws-events', debug)).toThrow(/No event rule/);
  });
});
