import { describe, expect, it } from 'vitest';
import { signalOf } from '../fakes/source-fixtures.ts';

describe('RDS', () => {
  it('pairs a failover of a cluster by its message, for it has no id', () => {
    expect(signalOf('rds', 'resolved.cluster').dedupKey).toBe(signalOf('rds', 'firing.cluster').dedupKey);
    expect(signalOf('rds', 'resolved.cluster').status).toBe('resolved');
  });

  it('takes a full disk for critical, and routes by tags', () => {
    expect(signalOf('rds', 'firing.storage-full')).toMatchObject({ severity: 'critical', service: 'checkout' });
  });
});
