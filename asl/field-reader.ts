import type { ReportProblem } from './definition-error.ts';
import type { ExpressionCompiler } from './expression.ts';
import type { ReadableStates } from './expression-references.ts';
import { isObject } from './json.ts';
import { compileTemplate, type Template } from './template.ts';

/** What every reader of one definition shares. */
export interface ReadingContext {
  readonly compiler: ExpressionCompiler;
  readonly report: ReportProblem;
}

const NOTHING_YET: ReadableStates = { result: false, errorOutput: false };

/** What Output and Assign of a state with a result may read. */
export const AFTER_RESULT: ReadableStates = { result: true, errorOutput: false };

/** What Output and Assign of a catcher may read. */
export const AFTER_ERROR: ReadableStates = { result: false, errorOutput: true };

/** Reads the fields of one object of a definition and reports what is wrong with them. */
export class FieldReader {
  readonly raw: Record<string, unknown>;
  readonly location: string;
  readonly context: ReadingContext;
  private readonly fieldPrefix: string;

  /** `fieldPrefix` is the object's path within its state: empty for the state itself, `Catch[0]/` for a catcher. */
  constructor(raw: unknown, location: string, context: ReadingContext, fieldPrefix = '') {
    this.location = location;
    this.context = context;
    this.fieldPrefix = fieldPrefix;
    this.raw = isObject(raw) ? raw : {};
    if (!isObject(raw)) context.report('INVALID_VALUE', location || '/', 'must be an object');
  }

  at(field: string): string {
    return `${this.location}/${field}`;
  }

  /** Reports every field that is not in the list. */
  allow(fields: readonly string[], owner: string): void {
    for (const field of Object.keys(this.raw)) {
      if (fields.includes(field)) continue;
      this.context.report('UNSUPPORTED_FIELD', this.at(field), `Field '${field}' is not supported in ${owner}`);
    }
  }

  invalid(field: string, message: string): void {
    this.context.report('INVALID_VALUE', this.at(field), message);
  }

  missing(field: string, message = `Field '${field}' is required`): void {
    this.context.report('MISSING_FIELD', this.location || '/', message);
  }

  /** A required string; an empty one stands for a reported problem. */
  text(field: string): string {
    const value = this.raw[field];
    if (typeof value === 'string' && value !== '') return value;
    if (value === undefined) this.missing(field);
    else this.invalid(field, 'must be a non-empty string');
    return '';
  }

  optionalText(field: string): string | undefined {
    return this.raw[field] === undefined ? undefined : this.text(field);
  }

  /** A number within bounds, or undefined when the field is absent. */
  number(field: string, bounds: { min: number; max: number; integer?: boolean }): number | undefined {
    const value = this.raw[field];
    if (value === undefined) return undefined;
    const valid = typeof value === 'number' && value >= bounds.min && value <= bounds.max;
    if (valid && (bounds.integer === false || Number.isInteger(value))) return value;
    this.invalid(field, `must be a number from ${bounds.min} to ${bounds.max}`);
    return undefined;
  }

  /** A list of objects, each with its own reader. */
  list(field: string): FieldReader[] {
    const value = this.raw[field];
    if (value === undefined) return [];
    if (!Array.isArray(value)) {
      this.invalid(field, 'must be an array');
      return [];
    }
    return value.map((item, index) => {
      const prefix = `${this.fieldPrefix}${field}[${index}]/`;
      return new FieldReader(item, `${this.at(field)}[${index}]`, this.context, prefix);
    });
  }

  /** A field that may hold expressions, or undefined when it is absent. */
  template(field: string, readable: ReadableStates = NOTHING_YET): Template | undefined {
    const value = this.raw[field];
    if (value === undefined) return undefined;
    return compileTemplate(value, `${this.fieldPrefix}${field}`, this.at(field), { ...this.context, readable });
  }

  /** A number within bounds or an expression, whose value is checked when it is evaluated. */
  numberTemplate(field: string, bounds: { min: number; max: number }): Template | undefined {
    const template = this.template(field);
    if (template?.constant) this.number(field, bounds);
    return template;
  }
}
