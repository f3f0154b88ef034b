import { describe, expect, it } from 'vitest';
import { parseFixture, signalOf } from '../fakes/source-fixtures.ts';

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
});
