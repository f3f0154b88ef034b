import type { Expressions } from '../../ports/expressions.ts';
import { lazily } from './lazily.ts';

/** Evaluates expressions of mappings, which few integrations have: what it takes is loaded with the first. */
export const expressionsWhenNeeded = (): Expressions => {
  const apart = lazily(async () =>
    (await import('../../adapters/expressions/expressions-apart.ts')).expressionsApart(),
  );
  return { evaluate: async (...asked) => (await apart()).evaluate(...asked) };
};
