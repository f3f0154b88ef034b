import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseFixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('CodeDeploy', () => {
  it('takes a failed deployment for an error of its application, and for a change', () => {
    expect(signalOf('codedeploy', 'firing')).toMatchObject({
      dedupKey: '111122223333 eu-west-1 checkout production',
      severity: 'error',
      title: 'Deployment of checkout to production failed',
      service: 'checkout',
    });
    expect(parseFixture('codedeploy', 'firing').changes).toMatchObject([{ kind: 'deployment', service: 'checkout' }]);
  });

  it('resolves by the next good deployment of the same group, whatever its id', () => {
    expect(signalOf('codedeploy', 'resolved').dedupKey).toBe(signalOf('codedeploy', 'firing').dedupKey);
    expect(signalOf('codedeploy', 'resolved').labels.deployment).not.toBe(
      signalOf('codedeploy', 'firing').labels.deployment,
    );
  });

  it('tells the start of a deployment from its end', () => {
    const ids = ['change.started', 'resolved', 'firing'].flatMap((name) =>
      (parseFixture('codedeploy', name).changes ?? []).map(({ id }) => id),
    );
    expect(ids).toEqual([
      '111122223333 eu-west-1 d-2 START',
      '111122223333 eu-west-1 d-2 SUCCESS',
      '111122223333 eu-west-1 d-1 FAILURE',
    ]);
  });

  it('keeps what was stopped as a change and alerts nobody', () => {
    const { changes, signals } = parseWith('codedeploy', changedDetail('codedeploy', 'firing', { state: 'STOP' }));
    expect(signals).toEqual([]);
    expect(changes).toMatchObject([{ title: 'Deployment of checkout to production was stopped' }]);
  });

  it('ignores a deployment that is only ready', () => {
    expect(parseWith('codedeploy', changedDetail('codedeploy', 'firing', { state: 'READY' }))).toMatchObject({
      ignored: expect.stringContaining('not started'),
    });
  });

  it('does not understand a state it does not know', () => {
    const body = changedDetail('codedeploy', 'firing', { state: 'EXPLODED' });
    expect(() => parseWith('codedeploy', body)).toThrow(NotUnderstoodError);
  });
});
