import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  definitionOf,
  hasAlert,
  heard,
  heartbeatSignal,
  isOverdue,
  raised,
  raising,
  redefined,
  silentAfterMs,
  unheard,
} from '../../../domain/heartbeat/heartbeat.ts';

const T = 1_795_287_600_000;
const minute = unheard({ heartbeatId: 'h', name: 'h', intervalSeconds: 60, enabled: true, severity: 'critical' });

describe('a heartbeat', () => {
  it('that was never heard cannot fall silent', () => {
    expect(isOverdue(minute, T + 1e12)).toBe(false);
    expect(minute.deadline).toBeUndefined();
  });

  it('is silent a tenth of its interval after its next sign of life was due', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 31 * 86_400 }), (intervalSeconds) => {
        const alive = heard({ ...minute, intervalSeconds }, T);
        expect(silentAfterMs(alive)).toBe(intervalSeconds * 1000 + intervalSeconds * 100);
        expect(isOverdue(alive, T + silentAfterMs(alive) - 1)).toBe(false);
        expect(isOverdue(alive, T + silentAfterMs(alive))).toBe(true);
      }),
    );
  });

  it('lives by the latest sign, however they arrive', () => {
    expect(heard(heard(minute, T + 5000), T).deadline).toBe(T + 5000 + 66_000);
  });

  it('that is being raised is found again until it is raised', () => {
    const found = raising(heard(minute, T), T + 66_000);
    expect(isOverdue(found, T)).toBe(true);
    expect(hasAlert(found)).toBe(true);
    const done = raised(found, T + 66_000);
    expect([isOverdue(done, T + 1e9), hasAlert(done)]).toEqual([false, true]);
    // To be looked at again, in case nobody expects it any more.
    expect(done.deadline).toBe(T + 126_000);
    expect(heard(done, T + 100_000)).toMatchObject({ condition: 'heard', raisedAt: undefined });
  });

  it('that is disabled is not expected', () => {
    const off = redefined(heard(minute, T), { ...minute, enabled: false });
    expect([off.condition, off.deadline, isOverdue(heard(off, T), T + 1e9)]).toEqual(['unheard', undefined, false]);
  });

  it('takes a new interval at once', () => {
    expect(redefined(heard(minute, T), { ...minute, intervalSeconds: 600 }).deadline).toBe(T + 660_000);
  });

  it('says what happened', () => {
    const silent = heartbeatSignal(raising(heard(minute, T), T + 66_000), 'firing', T + 66_000);
    expect(silent).toMatchObject({ title: 'h has fallen silent', severity: 'critical', dedupKey: 'h' });
    expect(silent.description).toContain('2026-11-21T19:00:00.000Z');
    expect(heartbeatSignal(raising(minute, T, 'disk full'), 'firing', T).description).toContain('disk full');
  });

  it('is known by its id, and by its key alone where it has an integration', () => {
    const configured = { id: 'backup', service: 'checkout', intervalSeconds: 60, severity: 'error' } as const;
    expect(definitionOf({ ...configured, integration: 'genie', title: 'No backup', environment: 'staging' })).toEqual({
      heartbeatId: 'configured backup',
      integrationId: 'genie',
      name: 'backup',
      intervalSeconds: 60,
      enabled: true,
      severity: 'error',
      title: 'No backup',
      service: 'checkout',
      environment: 'staging',
    });
  });

  it('that is raising keeps when it was found and the earlier deadline, so that it is found again', () => {
    const found = raising(heard(minute, T), T + 66_000, 'disk full');
    expect(found).toMatchObject({
      condition: 'raising',
      deadline: T + 66_000,
      raisedAt: T + 66_000,
      reason: 'disk full',
    });
    const later = raising(found, T + 90_000);
    expect(later).toMatchObject({ deadline: T + 66_000, raisedAt: T + 66_000, reason: 'disk full' });
    expect(raising(heard(minute, T), T + 1000, 'it says so').deadline).toBe(T + 1000);
    expect(raising(minute, T).deadline).toBe(T);
  });

  it('that is raised waits for no check, and is alive again with its next sign and no reason', () => {
    const silent = raised({ ...raising(heard(minute, T), T + 66_000, 'disk full'), checkAt: T + 70_000 }, T + 66_000);
    expect(silent).toMatchObject({ condition: 'silent', checkAt: undefined, deadline: T + 126_000 });
    expect(heard(silent, T + 70_000)).toMatchObject({
      condition: 'heard',
      reason: undefined,
      raisedAt: undefined,
      lastPingAt: T + 70_000,
      deadline: T + 136_000,
    });
  });

  it('that is disabled takes signs and expects none', () => {
    const off = { ...minute, enabled: false };
    expect(heard(off, T)).toMatchObject({ condition: 'unheard', lastPingAt: T, deadline: undefined });
    expect(isOverdue({ ...heard(minute, T), enabled: false }, T + 1e9)).toBe(false);
    expect(redefined(raising(heard(minute, T), T + 66_000), off)).toMatchObject({
      condition: 'unheard',
      raisedAt: undefined,
      deadline: undefined,
      lastPingAt: T,
    });
  });

  it('keeps what is known of it under a new definition, and a deadline of what is raised', () => {
    const found = { ...raising(heard(minute, T), T + 66_000, 'disk full'), checkAt: T + 70_000, version: 7 };
    const renamed = { ...minute, name: 'other', intervalSeconds: 600 };
    expect(redefined(found, renamed)).toMatchObject({
      name: 'other',
      condition: 'raising',
      deadline: found.deadline,
      lastPingAt: T,
      raisedAt: T + 66_000,
      reason: 'disk full',
      checkAt: T + 70_000,
      version: 7,
    });
    expect(redefined(minute, renamed)).toMatchObject({ condition: 'unheard', deadline: undefined });
  });

  it.each([
    ['unheard', false],
    ['heard', false],
    ['raising', true],
    ['silent', true],
  ] as const)('that is %s may have an alert: %s', (condition, expected) => {
    expect(hasAlert({ ...minute, condition })).toBe(expected);
  });

  it('says whose it is, and no more than people can read', () => {
    const owned = {
      ...minute,
      name: 'n'.repeat(3000),
      integrationId: 'genie',
      ownerTeam: 'ops',
      tags: ['a', 'b'],
      description: 'Runbook 7',
      service: 'checkout',
      environment: 'staging',
    };
    const said = heartbeatSignal(raising(heard(owned, T), T + 66_000), 'firing', T + 66_000);
    expect(said).toMatchObject({
      source: 'heartbeat',
      integrationId: 'genie',
      scope: 'heartbeat',
      status: 'firing',
      service: 'checkout',
      environment: 'staging',
      occurredAt: T + 66_000,
      receivedAt: T + 66_000,
      labels: { ownerTeam: 'ops', tags: 'a,b' },
      description: expect.stringMatching(/\n\nRunbook 7$/),
    });
    expect(said.title).toHaveLength(1024);
    expect(said.resource).toHaveLength(1024);
  });

  it('says with what words it failed, and where nobody is known nothing of them', () => {
    const failed = heartbeatSignal(raising(minute, T, 'disk full'), 'resolved', T);
    expect(failed).toMatchObject({
      title: 'h has failed',
      description: 'disk full',
      integrationId: 'heartbeats',
      status: 'resolved',
    });
    expect(failed.labels).toEqual({ heartbeat: 'h' });
    expect(heartbeatSignal({ ...minute, tags: [] }, 'firing', T).labels).toEqual({ heartbeat: 'h' });
    expect(heartbeatSignal(minute, 'firing', T).description).toBe(
      'No sign of life for 60 seconds and a tenth; the last one: never.',
    );
    expect(heartbeatSignal({ ...minute, title: 'Its own' }, 'firing', T).title).toBe('Its own');
  });
});
