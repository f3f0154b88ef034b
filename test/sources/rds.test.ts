import { describe, expect, it } from 'vitest';
import { parseFixture, signalOf } from '../fakes/source-fixtures.ts';

describe('RDS', () => {
  it('pairs a failover of a cluster by its message, for it has no id', () => {
    expect(signalOf('rds', 'resolved.cluster').dedupKey).toBe(signalOf('rds', 'firing.cluster').dedupKey);
    expect(signalOf('rds', 'resolved.cluster').status).toBe('resolved');
  });

  it('takes a full disk for critical, and routes by tags', () => {
    expect(signalOf('rds', 'firing.storage-full')).toMatchObject({ severity: 'critical', service: 'checkout' });
  });

  it.each([
    ['firing.replication-stopped', 'warning', 'resolved.replication-resumed'],
    ['firing.shutdown', 'warning', 'resolved.started'],
    ['firing.failover', 'error', 'resolved.failover'],
  ])('%s is %s until %s', (firing, severity, resolved) => {
    expect(signalOf('rds', firing)).toMatchObject({ status: 'firing', severity });
    expect(signalOf('rds', resolved)).toMatchObject({
      status: 'resolved',
      dedupKey: signalOf('rds', firing).dedupKey,
    });
  });

  it('takes a database that was shut down for its storage for critical, whatever its category', () => {
    expect(signalOf('rds', 'firing.storage-shutdown').severity).toBe('critical');
  });

  it('raises nothing for a failure about which nothing is to be done', () => {
    expect(parseFixture('rds', 'ignored.autoscaling')).toMatchObject({ signals: [], ignored: expect.any(String) });
  });
});
