import type jsonata from 'jsonata';

const reasonOf = (error: unknown): string => (error as { message?: string } | undefined)?.message ?? String(error);

/** What the engine that matches in linear time does not know: looking around, referring back, … */
const BEYOND_LINEAR = /\(\?<?[=!]|\\[1-9]|\\k</;

/** … and more repetitions than so many, those in each other multiplied: https://v8.dev/blog/non-backtracking-regexp */
const MOST_REPETITIONS = 16;

/** Of what that engine does not take over: it goes back so often at most, whatever it is given. */
const MOST_STEPS_BACK = 500;

/** Looking for them in a pattern is itself bounded. */
const CHECKED_WITHIN = { maxSteps: 20_000, timeout: 500 };

const repetitionsIn = (pattern: string): number =>
  [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce(
    (product, [, least, most]) => product * Math.max(1, Number(most || least)),
    1,
  );

const isLinear = ({ source }: RegExp): boolean =>
  !BEYOND_LINEAR.test(source) && repetitionsIn(source) <= MOST_REPETITIONS;

const patternsIn = (node: unknown, found: RegExp[] = []): RegExp[] => {
  if (node instanceof RegExp) found.push(node);
  else if (typeof node === 'object' && node !== null) for (const value of Object.values(node)) patternsIn(value, found);
  return found;
};

const callsEval = (node: unknown): boolean => {
  if (typeof node !== 'object' || node === null) return false;
  const { type, value } = node as { readonly type?: unknown; readonly value?: unknown };
  return (type === 'variable' && value === 'eval') || Object.values(node).some(callsEval);
};

/** Why a pattern may take longer than linear time; undefined where it cannot. */
const slowness = async (pattern: RegExp): Promise<string | undefined> => {
  if (isLinear(pattern)) return undefined;
  const { isSafe } = await import('redos-detector');
  try {
    const { error, safe } = isSafe(pattern, { ...CHECKED_WITHIN, maxScore: MOST_STEPS_BACK });
    if (safe) return undefined;
    return error === 'hitMaxScore'
      ? 'a sender could write what it takes without end for'
      : 'it cannot be shown to end soon; write it more simply';
  } catch (error) {
    return reasonOf(error);
  }
};

/**
 * Why a mapping is not taken, and where in it: it is no JSONata, or it could be made to run for long or run what a sender writes.
 * Undefined when it is. What it does with a body shows only then.
 */
export const mappingProblem = async (mapping: string): Promise<string | undefined> => {
  const { default: compile } = await import('jsonata');
  let ast: jsonata.ExprNode;
  try {
    ast = compile(mapping).ast();
  } catch (error) {
    const { position } = error as { position?: number };
    const before = mapping.slice(0, position ?? 0).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)?.length ?? 0}`;
    return `the mapping is no JSONata: ${reasonOf(error)}${position === undefined ? '' : ` (${place} of it)`}`;
  }
  if (callsEval(ast)) return '$eval makes code of text, and is not served: write what it should do';
  for (const pattern of patternsIn(ast)) {
    const reason = await slowness(pattern);
    if (reason !== undefined) return `the pattern ${pattern} may take too long: ${reason}`;
  }
  return undefined;
};
