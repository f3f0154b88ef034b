import { DomainError } from '../domain/failure/domain-error.ts';
import { PROBLEM_MEDIA_TYPE, type Problem, problem, problemOf } from '../domain/failure/problem.ts';
import type { Ports } from '../ports/ports.ts';
import { StoreError } from '../ports/store-error.ts';
import { NotAcceptedError } from '../usecases/alerts/accept-signals.ts';
import { RequestRefused } from './request-body.ts';
import type { Answer } from './route.ts';

/** The answer that carries a problem (RFC 9457). */
export const answerProblem = (refusal: Problem, headers: Readonly<Record<string, string>> = {}): Answer => ({
  status: refusal.status,
  body: refusal,
  headers: { ...headers, 'content-type': PROBLEM_MEDIA_TYPE },
});

/**
 * Turns whatever was thrown into an answer. What nobody foresaw says nothing of what is inside: it carries an id, under which
 * the observer was told everything.
 *
 * @param doing names the operation; never the URL, which may hold a signed token
 */
export const answerFailure = (ports: Pick<Ports, 'observer' | 'ids'>, doing: string, error: unknown): Answer => {
  if (error instanceof RequestRefused) return answerProblem(error.problem);
  if (error instanceof DomainError) return answerProblem(problemOf(error));
  if (error instanceof NotAcceptedError)
    return answerProblem(problem('not-accepted', error.message), { 'retry-after': '2' });
  if (error instanceof StoreError) {
    if (error.code === 'invalid-cursor')
      return answerProblem(
        problem('invalid-request', 'The value of "next" did not come from this list; begin without it.'),
      );
    if (error.retryable) {
      ports.observer.failed(doing, error);
      return answerProblem(
        problem('unavailable', 'The store does not answer right now; nothing may be assumed to be written. Try again.'),
        { 'retry-after': '2' },
      );
    }
  }
  const errorId = ports.ids.next();
  ports.observer.failed(doing, error, { errorId });
  return answerProblem(
    problem('internal', `Whoever runs this Muster finds the cause under the id ${errorId}.`, { errorId }),
  );
};
