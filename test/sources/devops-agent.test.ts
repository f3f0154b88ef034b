import { describe, expect, it } from 'vitest';
import { toMs } from '../../domain/instant/instant.ts';
import { NotUnderstoodError } from '../../sources/source.ts';
import { fixture, parseFixture, parseWith } from '../fakes/source-fixtures.ts';

describe('DevOps Agent', () => {
  it('keeps an investigation as evidence, at the time of its update', () => {
    expect(parseFixture('devops-agent', 'change.completed')).toMatchObject({
      signals: [],
      changes: [
        {
          kind: 'investigation',
          title: 'AWS DevOps Agent: investigation completed',
          description: 'Summary: record rec-1',
          at: toMs('2026-11-21T18:50:00Z'),
          labels: { task: 'task-9', agentSpace: 'space-1', priority: 'HIGH' },
        },
      ],
    });
  });

  it('keeps apart what became of one task', () => {
    const ids = ['change.created', 'change.completed', 'change.mitigation'].flatMap((name) =>
      (parseFixture('devops-agent', name).changes ?? []).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(3);
  });

  it('does not understand an event without a task', () => {
    const body = { ...(fixture('devops-agent', 'change.created').body as object), detail: {} };
    expect(() => parseWith('devops-agent', body)).toThrow(NotUnderstoodError);
  });
});
