import jsonata from 'jsonata';
import type { ReportProblem } from './definition-error.ts';
import { type ReadableStates, unsupportedReferences } from './expression-references.ts';
import { stepFunctionsFunctions } from './jsonata-functions.ts';
import { queryEvaluationError, StateFailure } from './state-failure.ts';

/** The variables an expression sees, by name without the `$`. Made by `bindVariables`. */
export type Bindings = Record<string, unknown>;

/** A compiled JSONata expression that knows the field it stands in. */
export interface Expression {
  readonly source: string;
  readonly field: string;
  /** The value, plain JSON. Throws a StateFailure (States.QueryEvaluationError) when there is none or it cannot be. */
  evaluate(bindings: Bindings): Promise<unknown>;
}

/** Beyond this many evaluated nodes the expression is taken for endless; a 256 KiB payload needs far fewer. */
const MOST_STEPS = 1_000_000;

/** Not writable as `$name`, so that no expression can reach it. */
const STEP_COUNT = '\u0000steps';

const EVALUATE_ENTRY = Symbol.for('jsonata.__evaluate_entry') as unknown as string;

const formatInstant = jsonata('$fromMillis($at, $picture, $timezone)');

/**
 * The bindings of one state's expressions: the workflow variables, `$states`, and a `$now()` and `$millis()` that tell
 * the instant `nowMs` (milliseconds since the epoch) however long the evaluation takes.
 */
export function bindVariables(variables: Readonly<Bindings>, states: object, nowMs: number): Bindings {
  return {
    millis: () => nowMs,
    now: (picture?: string, timezone?: string) =>
      picture === undefined
        ? new Date(nowMs).toISOString()
        : formatInstant.evaluate(undefined, { at: nowMs, picture, timezone }),
    ...variables,
    states,
    [STEP_COUNT]: { taken: 0 },
  };
}

/** What is used of a compiled expression; jsonata's own `jsonata(source)` gives it. */
export type ParsedJsonata = Pick<jsonata.Expression, 'ast' | 'assign' | 'evaluate' | 'registerFunction'>;

/** Throws for what does not parse. */
export type ParseJsonata = (source: string) => ParsedJsonata;

/** Compiles expressions, each source text once. `random` gives numbers in [0, 1) to `$random()`. */
export class ExpressionCompiler {
  private readonly compiled = new Map<string, ParsedJsonata>();
  private readonly functions: ReturnType<typeof stepFunctionsFunctions>;
  private readonly parseJsonata: ParseJsonata;

  constructor(random: () => number, parseJsonata: ParseJsonata = jsonata) {
    this.functions = stepFunctionsFunctions(random);
    this.parseJsonata = parseJsonata;
  }

  /**
   * Compiles the text between `{%` and `%}`. `field` names the field in failures (`Output/level`), `location` in
   * problems. Reports what does not parse or reads what is not there, and returns undefined then.
   */
  compile(
    source: string,
    field: string,
    location: string,
    readable: ReadableStates,
    report: ReportProblem,
  ): Expression | undefined {
    let query = this.compiled.get(source);
    if (query === undefined) {
      try {
        query = this.parse(source);
      } catch (error) {
        report('INVALID_JSONATA_EXPRESSION', location, describe(error));
        return undefined;
      }
      this.compiled.set(source, query);
    }
    for (const reference of unsupportedReferences(query.ast(), readable)) {
      report('UNSUPPORTED_JSONATA_EXPRESSION', location, `${reference} is not supported.`);
    }
    return { source, field, evaluate: (bindings) => evaluate(query, source, field, bindings) };
  }

  private parse(source: string): ParsedJsonata {
    const query = this.parseJsonata(source);
    for (const [name, implementation] of Object.entries(this.functions)) query.registerFunction(name, implementation);
    query.assign(EVALUATE_ENTRY, countStep);
    return query;
  }
}

/** jsonata calls this before each node. Endless recursion is a tail call there: it would never end and never fail. */
function countStep(_node: unknown, _input: unknown, environment: jsonata.Environment): void {
  const steps = environment.lookup(STEP_COUNT) as { taken: number } | undefined;
  if (steps !== undefined && ++steps.taken > MOST_STEPS) {
    throw Object.assign(new Error(`Expression evaluation exceeded ${MOST_STEPS} steps`), { code: 'U1001' });
  }
}

async function evaluate(query: ParsedJsonata, source: string, field: string, bindings: Bindings) {
  const where = `The JSONata expression '${source}' specified for the field '${field}'`;
  try {
    const value: unknown = await query.evaluate(undefined, bindings);
    if (value === undefined) throw queryEvaluationError(`${where} returned nothing (undefined).`);
    return plain(value, where);
  } catch (error) {
    if (error instanceof StateFailure) throw error;
    throw queryEvaluationError(`${where} threw an error during evaluation. ${describe(error)}`);
  }
}

/** A copy without what jsonata hangs on its arrays, which would change how a later expression reads them. */
function plain(value: unknown, where: string): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') {
    throw queryEvaluationError(`${where} returned an unsupported result type.`);
  }
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => plain(item, where));
  if ('_jsonata_lambda' in value || '_jsonata_function' in value) {
    throw queryEvaluationError(`${where} returned an unsupported result type.`);
  }
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(members.map(([key, member]) => [key, plain(member, where)]));
}

/** jsonata throws plain objects with a code and a message. */
function describe(error: unknown): string {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const text = typeof message === 'string' ? message : String(error);
  return typeof code === 'string' ? `${code}: ${text}` : text;
}
