import type { ReportProblem } from './definition-error.ts';
import { isObject } from './json.ts';

/**
 * Reports an Assign in a Parallel branch or a Map iteration of a variable that an outer workflow assigns too: an inner
 * scope may read outer variables and may not assign them. Works on the raw definition, before it is compiled.
 */
export function checkVariableScope(
  rawWorkflow: unknown,
  location: string,
  report: ReportProblem,
  outer: ReadonlySet<string> = new Set(),
): void {
  const states = isObject(rawWorkflow) && isObject(rawWorkflow.States) ? rawWorkflow.States : {};
  const visible = new Set(outer);
  for (const [name, state] of Object.entries(states)) {
    for (const { variable, field } of assignments(state)) {
      if (outer.has(variable)) {
        const at = `${location}/States/${name}/${field}`;
        report('VARIABLE_OUT_OF_SCOPE', at, `'${variable}' belongs to an outer scope and cannot be assigned here`);
      }
      visible.add(variable);
    }
  }
  for (const [name, state] of Object.entries(states)) {
    if (!isObject(state)) continue;
    const at = `${location}/States/${name}`;
    const branches = Array.isArray(state.Branches) ? state.Branches : [];
    for (const [index, branch] of branches.entries()) {
      checkVariableScope(branch, `${at}/Branches[${index}]`, report, visible);
    }
    checkVariableScope(state.ItemProcessor, `${at}/ItemProcessor`, report, visible);
  }
}

function assignments(state: unknown): { variable: string; field: string }[] {
  if (!isObject(state)) return [];
  const blocks: [string, unknown][] = [['', state]];
  for (const list of ['Choices', 'Catch']) {
    const entries: unknown[] = Array.isArray(state[list]) ? state[list] : [];
    for (const [index, entry] of entries.entries()) blocks.push([`${list}[${index}]/`, entry]);
  }
  return blocks.flatMap(([prefix, block]) => {
    const assign = isObject(block) && isObject(block.Assign) ? block.Assign : {};
    return Object.keys(assign).map((variable) => ({ variable, field: `${prefix}Assign/${variable}` }));
  });
}
