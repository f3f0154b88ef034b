import type { ReportProblem } from './definition-error.ts';
import type { Bindings, ExpressionCompiler } from './expression.ts';
import type { ReadableStates } from './expression-references.ts';

/** A field's value with its expressions compiled: constants stay as they are. */
export type Template =
  | { readonly constant: true; readonly value: unknown }
  | { readonly constant: false; readonly evaluate: (bindings: Bindings) => Promise<unknown> };

/** How to compile a field. */
export interface TemplateContext {
  readonly compiler: ExpressionCompiler;
  readonly report: ReportProblem;
  readonly readable: ReadableStates;
}

/**
 * Compiles a field: a string that is exactly `{% … %}` is an expression, objects and arrays are walked, everything else
 * is taken as it is. `field` is its path within the state (`Output`, `Choices[1]/Condition`), `location` in the machine.
 */
export function compileTemplate(raw: unknown, field: string, location: string, context: TemplateContext): Template {
  if (typeof raw === 'string') return compileText(raw, field, location, context);
  if (typeof raw !== 'object' || raw === null) return { constant: true, value: raw };
  const isArray = Array.isArray(raw);
  const parts = Object.entries(raw).map(([key, value]) => {
    const step = isArray ? `[${key}]` : `/${key}`;
    return [key, compileTemplate(value, `${field}${step}`, `${location}${step}`, context)] as const;
  });
  if (parts.every(([, part]) => part.constant)) return { constant: true, value: raw };
  return {
    constant: false,
    evaluate: async (bindings) => {
      const members: [string, unknown][] = [];
      for (const [key, part] of parts) members.push([key, part.constant ? part.value : await part.evaluate(bindings)]);
      return isArray ? members.map(([, value]) => value) : Object.fromEntries(members);
    },
  };
}

/** The value of a template. Throws a StateFailure (States.QueryEvaluationError) when an expression has none. */
export async function evaluateTemplate(template: Template, bindings: Bindings): Promise<unknown> {
  return template.constant ? template.value : template.evaluate(bindings);
}

function compileText(text: string, field: string, location: string, context: TemplateContext): Template {
  const opens = text.startsWith('{%');
  const closes = text.endsWith('%}');
  if (opens && closes && text.length >= 4) {
    const source = text.slice(2, -2).trim();
    const expression = context.compiler.compile(source, field, location, context.readable, context.report);
    // A problem was reported: the definition is refused, so what stands here is never evaluated.
    if (expression === undefined) return { constant: true, value: null };
    return { constant: false, evaluate: expression.evaluate };
  }
  const trimmed = text.trim();
  if (trimmed.startsWith('{%') || trimmed.endsWith('%}')) {
    context.report('INVALID_JSONATA_EXPRESSION', location, 'an expression must start with {% and end with %}, exactly');
  }
  return { constant: true, value: text };
}
