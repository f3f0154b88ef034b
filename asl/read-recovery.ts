import { AFTER_ERROR, type FieldReader } from './field-reader.ts';
import type { Catcher, Retrier } from './machine.ts';
import { readAssign } from './read-assign.ts';

const RETRIER_FIELDS = [
  'BackoffRate',
  'Comment',
  'ErrorEquals',
  'IntervalSeconds',
  'JitterStrategy',
  'MaxAttempts',
  'MaxDelaySeconds',
];
const CATCHER_FIELDS = ['Assign', 'Comment', 'ErrorEquals', 'Next', 'Output'];
const MOST_ATTEMPTS = 99_999_999;
const LONGEST_DELAY_SECONDS = 31_622_400;

/** Reads `Retry`, with the defaults of AWS: 3 attempts, 1 second, doubling. */
export function readRetry(state: FieldReader): Retrier[] {
  const retriers = state.list('Retry');
  return retriers.map((retrier, index) => {
    retrier.allow(RETRIER_FIELDS, 'a retrier');
    const jitter = retrier.raw.JitterStrategy ?? 'NONE';
    if (jitter !== 'NONE' && jitter !== 'FULL') retrier.invalid('JitterStrategy', 'must be NONE or FULL');
    const intervalSeconds = retrier.number('IntervalSeconds', { min: 1, max: MOST_ATTEMPTS }) ?? 1;
    const maxDelaySeconds = retrier.number('MaxDelaySeconds', { min: 1, max: LONGEST_DELAY_SECONDS - 1 });
    if (maxDelaySeconds !== undefined && maxDelaySeconds <= intervalSeconds) {
      retrier.invalid('MaxDelaySeconds', 'must be greater than IntervalSeconds');
    }
    return {
      errorEquals: readErrorEquals(retrier, index === retriers.length - 1),
      intervalSeconds,
      maxAttempts: retrier.number('MaxAttempts', { min: 0, max: MOST_ATTEMPTS }) ?? 3,
      backoffRate: retrier.number('BackoffRate', { min: 1, max: Number.MAX_VALUE, integer: false }) ?? 2,
      maxDelaySeconds,
      fullJitter: jitter === 'FULL',
    };
  });
}

/** Reads `Catch`. */
export function readCatch(state: FieldReader): Catcher[] {
  const catchers = state.list('Catch');
  return catchers.map((catcher, index) => {
    catcher.allow(CATCHER_FIELDS, 'a catcher');
    return {
      errorEquals: readErrorEquals(catcher, index === catchers.length - 1),
      next: catcher.text('Next'),
      assign: readAssign(catcher, AFTER_ERROR),
      output: catcher.template('Output', AFTER_ERROR),
    };
  });
}

function readErrorEquals(reader: FieldReader, isLast: boolean): string[] {
  const names = reader.raw.ErrorEquals;
  if (names === undefined) {
    reader.missing('ErrorEquals');
    return [];
  }
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === 'string')) {
    reader.invalid('ErrorEquals', 'must be a non-empty array of error names');
    return [];
  }
  if (names.includes('States.ALL') && (names.length > 1 || !isLast)) {
    reader.invalid('ErrorEquals', 'States.ALL must be alone and in the last retrier or catcher');
  }
  return names;
}
