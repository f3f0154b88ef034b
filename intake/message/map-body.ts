import type jsonata from 'jsonata';
import type { Integration } from '../../domain/configuration/integration.ts';
import { type EpochMs, toIso } from '../../domain/instant/instant.ts';
import { NotUnderstoodError, type SourceRequest } from '../../sources/source.ts';
import { isExcessive } from '../request/read-body.ts';

/** Nodes that one evaluation may visit: far above any mapping, far below what would keep others waiting. */
const MOST_STEPS = 100_000;
const MOST_MILLISECONDS = 250;

/** Of what a mapping makes, as JSON. */
const LARGEST_RESULT = 1024 * 1024;

/** Not writable as `$name`, so that no expression can reach it. */
const BUDGET = '\u0000budget';
const EVALUATE_ENTRY = Symbol.for('jsonata.__evaluate_entry') as unknown as string;

interface Budget {
  steps: number;
  readonly until: EpochMs;
  readonly now: () => EpochMs;
}

/** Called by jsonata before each node: an endless expression ends here. */
const spend = (_node: unknown, _input: unknown, environment: jsonata.Environment): void => {
  const budget = environment.lookup(BUDGET) as Budget | undefined;
  if (budget === undefined) return;
  budget.steps += 1;
  if (budget.steps > MOST_STEPS) throw new Error(`it takes more than ${MOST_STEPS} steps`);
  if (budget.steps % 256 === 0 && budget.now() > budget.until) {
    throw new Error(`it takes more than ${MOST_MILLISECONDS} ms`);
  }
};

const compiled = new WeakMap<Integration, jsonata.Expression>();

const expressionOf = async (integration: Integration, mapping: string): Promise<jsonata.Expression> => {
  const known = compiled.get(integration);
  if (known) return known;
  // Loaded by the first message that needs it: most deployments have no mapping.
  const { default: compile } = await import('jsonata');
  const expression = compile(mapping);
  expression.assign(EVALUATE_ENTRY, spend);
  compiled.set(integration, expression);
  return expression;
};

const reasonOf = (error: unknown): string => (error as { message?: string } | undefined)?.message ?? String(error);

/** Why a mapping is no JSONata, and where in it; undefined when it is. What it does with a body shows only then. */
export const mappingProblem = async (mapping: string): Promise<string | undefined> => {
  const { default: compile } = await import('jsonata');
  try {
    compile(mapping);
    return undefined;
  } catch (error) {
    const { position } = error as { position?: number };
    const before = mapping.slice(0, position ?? 0).split('\n');
    const place = `line ${before.length}, column ${before.at(-1)?.length ?? 0}`;
    return `the mapping is no JSONata: ${reasonOf(error)}${position === undefined ? '' : ` (${place} of it)`}`;
  }
};

/** Plain JSON, without what jsonata hangs on its lists. */
const plain = (value: unknown): unknown => {
  const text = JSON.stringify(value);
  if (text === undefined) throw new NotUnderstoodError('The mapping of the integration makes nothing of this.');
  if (text.length > LARGEST_RESULT)
    throw new NotUnderstoodError('The mapping of the integration makes too much of this.');
  const result: unknown = JSON.parse(text);
  if (isExcessive(result)) throw new NotUnderstoodError('The mapping of the integration makes too much of this.');
  return result;
};

/**
 * What the JSONata expression of an integration makes of a body. `$now()` and `$millis()` tell when the message came, so
 * that a replay maps it as the first time.
 *
 * @throws NotUnderstoodError when it is no JSONata, fails, makes nothing, or needs too long
 */
export const mapBody = async (
  mapping: string,
  { body, integration, receivedAt }: SourceRequest,
  now: () => EpochMs,
): Promise<unknown> => {
  let value: unknown;
  try {
    const expression = await expressionOf(integration, mapping);
    const budget: Budget = { steps: 0, until: now() + MOST_MILLISECONDS, now };
    // A copy: some of JSONata's functions write into what they are given, and what is quarantined is what was sent.
    value = await expression.evaluate(structuredClone(body), {
      [BUDGET]: budget,
      now: () => toIso(receivedAt),
      millis: () => receivedAt,
    });
  } catch (error) {
    throw new NotUnderstoodError(`The mapping of the integration failed: ${reasonOf(error)}.`);
  }
  return plain(value);
};
