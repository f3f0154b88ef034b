import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('DevOps Guru', () => {
  it.each([
    ['firing', 'warning'],
    ['firing.upgraded', 'error'],
    // The association of an anomaly says no severity; it must not make the insight worse.
    ['firing.anomaly', 'info'],
  ])('takes %s for %s, of the same insight', (name, severity) => {
    expect(signalOf('devops-guru', name)).toMatchObject({ dedupKey: 'AK9Lx', severity, labels: { stacks: 'shop' } });
  });

  it('is over when the insight is closed', () => {
    expect(signalOf('devops-guru', 'resolved')).toMatchObject({ dedupKey: 'AK9Lx', status: 'resolved' });
  });

  it('does not understand an insight without an id', () => {
    const body = changedDetail('devops-guru', 'firing', { insightId: undefined });
    expect(() => parseWith('devops-guru', body)).toThrow(NotUnderstoodError);
  });
});
