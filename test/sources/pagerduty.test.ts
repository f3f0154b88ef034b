import { describe, expect, it } from 'vitest';
import { pagerDutyErrors } from '../../sources/pagerduty.ts';
import { FIXTURE_RECEIVED_AT, fixture, parseWith } from '../fakes/source-fixtures.ts';

const read = (name: string) => parseWith('pagerduty', fixture('pagerduty', name).body).signals[0];

describe('PagerDuty', () => {
  it('reads what pdjs sends', () => {
    expect(read('firing.sdk-tls-001')).toMatchObject({
      dedupKey: 'host1/postgres',
      scope: 'integration pagerduty-1',
      status: 'firing',
      severity: 'critical',
      title: 'Example alert on host1',
      resource: 'host1.example.com',
      service: 'postgres',
      labels: {
        component: 'postgres',
        group: 'prod-datapipe',
        class: 'deploy',
        'load avg': '0.75',
        'ping time': '1500ms',
      },
      links: [
        { href: 'https://example.com', text: 'L' },
        { href: 'https://m.example.com', text: 'Sample' },
        { href: 'https://example.com/x.png', text: 'x' },
      ],
    });
    expect(read('acknowledged.sdk-tls-002')).toMatchObject({ status: 'acknowledged', dedupKey: 'host1/postgres' });
    expect(read('resolved.sdk-tls-003')).toMatchObject({ status: 'resolved', dedupKey: 'host1/postgres' });
  });

  it('reads the same condition in all that Alertmanager sends of a group', () => {
    const keys = ['firing.am-003', 'partly-resolved.am-010', 'resolved.am-019'].map((name) => read(name)?.dedupKey);
    expect(new Set(keys).size).toBe(1);
    expect(read('partly-resolved.am-010')?.status).toBe('firing');
  });

  it('counts in the order of arrival, so that a trigger with an old timestamp is a new alert after a resolve', () => {
    expect(read('firing.sdk-tls-001')).toMatchObject({
      occurredAt: FIXTURE_RECEIVED_AT,
      labels: { timestamp: '2026-11-21T19:00:00.000+0000' },
    });
  });
});

describe('pagerDutyErrors', () => {
  const trigger = { event_action: 'trigger', payload: { summary: 's', source: 'x', severity: 'info' } };

  it('finds nothing wrong with a valid event', () => {
    expect(pagerDutyErrors(trigger)).toEqual([]);
    expect(pagerDutyErrors({ event_action: 'resolve', dedup_key: 'k' })).toEqual([]);
    expect(pagerDutyErrors({ ...trigger, dedup_key: 'k'.repeat(255) })).toEqual([]);
  });

  it.each([
    [{}, ["'event_action' is missing or blank"]],
    [{ event_action: 'explode' }, ["'event_action' must be one of 'trigger', 'acknowledge' or 'resolve'"]],
    [{ event_action: 'acknowledge' }, ["'dedup_key' is missing or blank"]],
    [{ event_action: 'trigger' }, ["'payload' is missing or blank"]],
    [
      { event_action: 'trigger', payload: { source: ' ' } },
      [
        "'payload.summary' is missing or blank",
        "'payload.source' is missing or blank",
        "'payload.severity' is missing or blank",
      ],
    ],
    [
      { ...trigger, payload: { ...trigger.payload, severity: 'dire' } },
      ["'payload.severity' must be one of 'critical', 'error', 'warning' or 'info'"],
    ],
    [{ ...trigger, dedup_key: 'k'.repeat(256) }, ["'dedup_key' is too long (maximum is 255 characters)"]],
  ])('finds in %j: %j', (event, errors) => {
    expect(pagerDutyErrors(event)).toEqual(errors);
  });
});
