import { describe, expect, it } from 'vitest';
import { DomainError } from '../../../domain/failure/domain-error.ts';
import { PROBLEMS, type ProblemCode, problem, problemOf } from '../../../domain/failure/problem.ts';

describe('problem', () => {
  it('is RFC 9457: type, title and status of the code, and what was wrong this time', () => {
    expect(problem('body-too-large', 'Send less.', { limit: 5 })).toEqual({
      type: 'urn:muster:problem:body-too-large',
      title: 'The body is too large',
      status: 413,
      code: 'body-too-large',
      detail: 'Send less.',
      limit: 5,
    });
  });

  it('lets no extension replace a standard member', () => {
    expect(problem('not-found', undefined, { status: 200, type: 'x' })).toMatchObject({
      status: 404,
      type: 'urn:muster:problem:not-found',
    });
  });

  it('has no detail where the title says it all', () => {
    expect(problem('not-found')).not.toHaveProperty('detail');
  });

  it.each(Object.keys(PROBLEMS) as ProblemCode[])('has a title and an error status for %s', (code) => {
    expect(problem(code).status).toBeGreaterThanOrEqual(400);
    expect(problem(code).title).not.toBe('');
  });

  it('shows a refusal of the domain and nothing of any other error', () => {
    const refusal = new DomainError('version-conflict', 'It has changed.', { details: { seq: 7 } });
    expect(problemOf(refusal)).toMatchObject({ status: 412, detail: 'It has changed.', seq: 7 });
    expect(JSON.stringify(problemOf(new Error('password=hunter2')))).not.toContain('hunter2');
  });
});
