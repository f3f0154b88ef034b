import type { RawResponse } from './http-server.ts';

/** Twice as long as a signature may differ from our clock: from the earliest moment to the last at which one is taken. */
const REMEMBERED_MS = 10 * 60_000;

/** A busy publisher sends some ten a second; the oldest are forgotten beyond this. */
const MOST_REMEMBERED = 10_000;

/**
 * Answers a signed request once. Whoever sends the same again, the sender or somebody who has read it on its way, is given the same
 * answer, and nothing is done again. What failed is forgotten: the sender repeats it with the same right.
 */
export const answeringOnce = (now: () => number) => {
  const answers = new Map<string, { readonly until: number; readonly answer: Promise<RawResponse> }>();

  const forgetOld = (): void => {
    for (const [signature, { until }] of answers) {
      if (until > now() && answers.size <= MOST_REMEMBERED) return;
      answers.delete(signature);
    }
  };

  /** @param signature of the whole request */
  return (signature: string, work: () => Promise<RawResponse>): Promise<RawResponse> => {
    forgetOld();
    const known = answers.get(signature);
    if (known) return known.answer;
    const answer = work();
    answers.set(signature, { until: now() + REMEMBERED_MS, answer });
    const forget = (): void => void answers.delete(signature);
    answer.then(({ status }) => {
      if (status >= 500) forget();
    }, forget);
    return answer;
  };
};
