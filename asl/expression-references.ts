import type jsonata from 'jsonata';

/** What a field's expressions may read of `$states`, besides `input` and `context`. */
export interface ReadableStates {
  /** `$states.result`: only where a state's work has succeeded. */
  readonly result: boolean;
  /** `$states.errorOutput`: only in a catcher. */
  readonly errorOutput: boolean;
}

/** The parts of jsonata's syntax tree that are walked; its own types leave most of them out. */
interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly steps?: readonly Node[];
  readonly arguments?: readonly Node[];
  readonly expressions?: readonly Node[];
  readonly procedure?: Node;
  readonly body?: Node;
  readonly lhs?: Node | readonly (readonly Node[])[];
  readonly rhs?: Node;
  readonly expression?: Node;
  readonly condition?: Node;
  readonly then?: Node;
  readonly else?: Node;
  readonly pattern?: Node;
  readonly update?: Node;
  readonly delete?: Node;
  readonly terms?: readonly { readonly expression: Node }[];
  readonly stages?: readonly { readonly expr?: Node }[];
  readonly predicate?: readonly { readonly expr?: Node }[];
  readonly group?: { readonly lhs: readonly (readonly Node[])[] };
}

/**
 * What Step Functions refuses in an expression that parses: a bare name where there is no context item (`foo` instead
 * of `$states.input.foo`), `$$`, `$eval`, and `$states.result` or `$states.errorOutput` where they do not exist.
 * Returns one sentence for each.
 */
export function unsupportedReferences(ast: jsonata.ExprNode, readable: ReadableStates): string[] {
  const found: string[] = [];

  /** `atTop`: whether the node is evaluated against the top-level context, which is nothing. */
  const walk = (node: Node | undefined, atTop: boolean): void => {
    if (node === undefined) return;
    if (node.type === 'path') walkPath(node, atTop);
    else if (node.type === 'variable') walkVariable(node);
    else if (node.type === 'unary' || node.type === 'binary') walkOperands(node, atTop);
    for (const stage of [...(node.stages ?? []), ...(node.predicate ?? [])]) walk(stage.expr, false);
    for (const pair of node.group?.lhs ?? []) for (const part of pair) walk(part, false);
    for (const term of node.terms ?? []) walk(term.expression, false);
    for (const part of node.arguments ?? []) walk(part, atTop);
    if (node.type === 'lambda') walk(node.body, atTop);
    walk(node.procedure, atTop);
    if (node.type === 'block') for (const part of node.expressions ?? []) walk(part, atTop);
    if (node.type === 'bind') walk(node.rhs, atTop);
    if (node.type === 'apply') walkOperands(node, atTop);
    if (node.type === 'condition') for (const part of [node.condition, node.then, node.else]) walk(part, atTop);
    if (node.type === 'transform') {
      walk(node.pattern, atTop);
      for (const part of [node.update, node.delete]) walk(part, false);
    }
  };

  const walkPath = (node: Node, atTop: boolean): void => {
    const [first, second] = node.steps ?? [];
    if (first?.type === 'name' && atTop) found.push(`Reference to '${String(first.value)}' at the top level`);
    if (first?.type === 'variable' && first.value === 'states' && second?.type === 'name') {
      if (second.value === 'result' && !readable.result) found.push('Reference to $states.result in this field');
      if (second.value === 'errorOutput' && !readable.errorOutput) {
        found.push('Reference to $states.errorOutput outside a catcher');
      }
    }
    for (const [index, step] of (node.steps ?? []).entries()) walk(step, atTop && index === 0);
  };

  const walkVariable = (node: Node): void => {
    if (node.value === '$') found.push("Reference to '$$'");
    if (node.value === 'eval') found.push("Reference to '$eval' (use $parse)");
  };

  const walkOperands = (node: Node, atTop: boolean): void => {
    if (isPairs(node.lhs)) for (const pair of node.lhs) for (const part of pair) walk(part, atTop);
    else walk(node.lhs, atTop);
    walk(node.rhs, atTop);
    walk(node.expression, atTop);
    for (const part of node.expressions ?? []) walk(part, atTop);
  };

  walk(ast as Node, true);
  return found;
}

function isPairs(lhs: Node['lhs']): lhs is readonly (readonly Node[])[] {
  return Array.isArray(lhs);
}
