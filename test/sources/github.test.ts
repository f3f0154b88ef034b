import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { bodyOf, identityOf, readWith, signalOf } from '../fakes/signal-of.ts';

const NOTHING = { signals: [], rejected: [], ignored: expect.any(String) };

const runWith = (changes: Record<string, unknown>, around: Record<string, unknown> = {}) => {
  const body = bodyOf('github', 'firing.workflow-run') as { workflow_run: object };
  return readWith('github', { ...body, ...around, workflow_run: { ...body.workflow_run, ...changes } });
};

describe('GitHub', () => {
  it('reads a failed run on the default branch', () => {
    expect(signalOf('github', 'firing.workflow-run')).toMatchObject({
      dedupKey: 'workflow:186853002:159038:main',
      status: 'firing',
      severity: 'error',
      title: 'Deploy on example/checkout: failure',
      occurredAt: toMs('2026-11-21T19:00:00Z'),
      service: 'checkout',
      labels: { branch: 'main', run: '562', actor: 'ana' },
    });
  });

  it.each([
    ['failure', 'firing'],
    ['timed_out', 'firing'],
    ['startup_failure', 'firing'],
    ['success', 'resolved'],
  ])('takes the conclusion %s for %s', (conclusion, status) => {
    expect(runWith({ conclusion }).signals[0]?.status).toBe(status);
  });

  it.each(['cancelled', 'skipped', 'neutral', 'action_required', 'stale', null])(
    'hears nothing in %s',
    (conclusion) => {
      expect(runWith({ conclusion })).toEqual(NOTHING);
    },
  );

  it.each([
    ['another branch', { head_branch: 'topic' }],
    ["a fork's branch of the same name", { head_repository: { id: 666 } }],
    ['a pull request', { event: 'pull_request' }],
    ['a pull request, by its target', { event: 'pull_request_target' }],
  ])('hears nothing in a run on %s', (_what, changes) => {
    expect(runWith(changes)).toEqual(NOTHING);
  });

  it('hears nothing before a run is completed', () => {
    expect(runWith({}, { action: 'requested' })).toEqual(NOTHING);
  });

  it('reads deployments by environment', () => {
    expect(signalOf('github', 'firing.deployment')).toMatchObject({
      dedupKey: 'deployment:186853002:production',
      environment: 'production',
      links: [{ text: 'Deployment log' }],
    });
    expect(identityOf(signalOf('github', 'resolved.deployment'))).toBe(
      identityOf(signalOf('github', 'firing.deployment')),
    );
    const { changes } = readWith('github', bodyOf('github', 'resolved.deployment'));
    expect(changes).toMatchObject([
      { kind: 'deployment', title: 'Deployment of example/checkout to production: success', environment: 'production' },
    ]);
    const pending = { ...bodyOf('github', 'firing.deployment'), deployment_status: { state: 'in_progress' } };
    expect(readWith('github', pending)).toEqual(NOTHING);
  });

  it('accepts the ping of a new webhook', () => {
    expect(readWith('github', { zen: 'Keep it logically awesome.', hook_id: 1 })).toEqual(NOTHING);
  });

  it('quarantines by its name what is about nothing that it reads', () => {
    const star = { action: 'created', repository: {} };
    expect(() => readWith('github', star, { headers: { 'x-github-event': 'star' } })).toThrow('"star"');
    expect(() => readWith('github', { ref: 'refs/heads/main', repository: {} })).toThrow('take it off the webhook');
  });

  it('is not any JSON', () => {
    expect(() => readWith('github', { hello: 'world' })).toThrow('not a webhook of GitHub');
  });

  it('keeps a push to the default branch as a change of when it was pushed', () => {
    expect(readWith('github', bodyOf('github', 'change.push')).changes).toMatchObject([
      {
        id: 'push 186853002 3484a3fb816e0859fd6e1cea078d76385ff50625',
        kind: 'code',
        title: 'Push to example/checkout: Raise the pool size',
        description: '2 commits; the last one:\n\nRaise the pool size\n\nOrders waited for connections.',
        at: 1795289100_000,
        actor: 'ana',
        service: 'checkout',
        url: 'https://github.com/example/checkout/compare/6113728f27ae...3484a3fb816e',
      },
    ]);
  });

  it.each([
    ['to another branch', { ref: 'refs/heads/feature' }],
    ['of a tag', { ref: 'refs/tags/v1' }],
    ['that deletes the branch', { deleted: true, after: '0'.repeat(40), head_commit: null }],
  ])('hears nothing in a push %s', (_what, changes) => {
    expect(readWith('github', { ...bodyOf('github', 'change.push'), ...changes })).toEqual(NOTHING);
  });

  it('keeps a published release as a change, and no other step of it', () => {
    const body = bodyOf('github', 'change.release');
    expect(readWith('github', body).changes).toMatchObject([
      {
        kind: 'code',
        title: 'Release of example/checkout: 1.4.0: bigger pools',
        at: toMs('2026-11-21T18:30:00Z'),
        labels: { ref: 'v1.4.0' },
      },
    ]);
    for (const action of ['created', 'edited', 'released', 'deleted', 'prereleased', 'unpublished'])
      expect(readWith('github', { ...body, action })).toEqual(NOTHING);
  });

  it('keeps a successful run as a change, and a failed one not', () => {
    expect(runWith({ conclusion: 'success' }).changes).toMatchObject([{ kind: 'pipeline', service: 'checkout' }]);
    expect(runWith({ conclusion: 'failure' }).changes).toEqual([]);
  });
});
