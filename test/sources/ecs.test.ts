import { describe, expect, it } from 'vitest';
import { changedDetail, parseFixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('ECS', () => {
  it('does not take the completion of a rollback for the fix of what failed', () => {
    expect(signalOf('ecs', 'rolled-back.deployment').dedupKey).not.toBe(signalOf('ecs', 'firing.deployment').dedupKey);
    expect(signalOf('ecs', 'resolved.deployment').dedupKey).toBe(signalOf('ecs', 'firing.deployment').dedupKey);
    expect(parseFixture('ecs', 'change.rollback').changes).toMatchObject([
      { title: 'Deployment of checkout is rolled back' },
    ]);
  });

  it('keys a task by the service that will replace it, until that is steady', () => {
    expect(signalOf('ecs', 'firing.task').dedupKey).toBe(signalOf('ecs', 'resolved.steady-state').dedupKey);
    expect(signalOf('ecs', 'firing.task')).toMatchObject({ severity: 'warning', service: 'checkout' });
    expect(signalOf('ecs', 'firing.task').description).toContain('app exit code 137 OutOfMemoryError');
  });

  it.each(['ignored.scaled-in', 'ignored.termination-notice', 'ignored.clean-exit', 'ignored.capacity-steady'])(
    'raises nothing for what went as planned: %s',
    (name) => {
      expect(parseFixture('ecs', name)).toMatchObject({ signals: [], ignored: expect.any(String) });
    },
  );

  it.each(['Task failed ELB health checks in (target-group x)', 'Task failed container health checks'])(
    'raises what the scheduler stopped for its health: %s',
    (stoppedReason) => {
      const body = changedDetail('ecs', 'firing.unhealthy-task', { stoppedReason });
      expect(parseWith('ecs', body).signals[0]).toMatchObject({ status: 'firing', severity: 'warning' });
    },
  );

  it('resolves a task of no service by the next good run of its family, whatever the revision', () => {
    expect(signalOf('ecs', 'resolved.standalone-task')).toMatchObject({
      status: 'resolved',
      dedupKey: signalOf('ecs', 'firing.standalone-task').dedupKey,
    });
  });

  it('resolves a service that cannot start its tasks by its steady state', () => {
    expect(signalOf('ecs', 'firing.start-impaired')).toMatchObject({
      severity: 'warning',
      dedupKey: signalOf('ecs', 'resolved.steady-state').dedupKey,
    });
  });
});
