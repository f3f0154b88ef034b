import { describe, expect, it } from 'vitest';
import { NotUnderstoodError } from '../../sources/source.ts';
import { changedDetail, parseFixture, parseWith, signalOf } from '../fakes/source-fixtures.ts';

describe('CodePipeline', () => {
  it('takes a failed pipeline for a warning that its next success resolves', () => {
    expect(signalOf('codepipeline', 'firing')).toMatchObject({
      dedupKey: '111122223333 eu-west-1 checkout',
      severity: 'warning',
      title: 'Pipeline checkout failed',
      service: 'checkout',
    });
    expect(signalOf('codepipeline', 'resolved').dedupKey).toBe(signalOf('codepipeline', 'firing').dedupKey);
  });

  it('says who began a pipeline, where AWS says it', () => {
    expect(parseFixture('codepipeline', 'change.started').changes).toMatchObject([
      { actor: 'ana pushed 3f1c2d', kind: 'pipeline' },
    ]);
    expect(parseFixture('codepipeline', 'firing').changes?.[0]?.actor).toBeUndefined();
  });

  it('tells the start of an execution from its end', () => {
    const ids = ['change.started', 'resolved'].flatMap((name) =>
      (parseFixture('codepipeline', name).changes ?? []).map(({ id }) => id),
    );
    expect(ids).toEqual([
      '111122223333 eu-west-1 checkout e-2 STARTED',
      '111122223333 eu-west-1 checkout e-2 SUCCEEDED',
    ]);
  });

  it.each(['STOPPING', 'RESUMED', 'SUPERSEDED', 'CANCELED'])('ignores %s, which is on the way to another', (state) => {
    const read = parseWith('codepipeline', changedDetail('codepipeline', 'firing', { state }));
    expect(read).toMatchObject({ signals: [], ignored: expect.any(String) });
  });

  it.each([{ state: 'EXPLODED' }, { pipeline: undefined }])('does not understand %j', (detail) => {
    const body = changedDetail('codepipeline', 'firing', detail);
    expect(() => parseWith('codepipeline', body)).toThrow(NotUnderstoodError);
  });
});
