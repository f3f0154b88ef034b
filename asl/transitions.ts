import type { ReportProblem } from './definition-error.ts';
import type { State, Workflow } from './machine.ts';

/** Reports what is wrong between the states of one workflow: dangling, unreachable, endless. `location` is its path. */
export function checkTransitions(workflow: Workflow, location: string, report: ReportProblem): void {
  if (workflow.startAt !== '' && !workflow.states.has(workflow.startAt)) {
    report('MISSING_TRANSITION_TARGET', `${location}/StartAt`, `State '${workflow.startAt}' does not exist`);
  }
  for (const state of workflow.states.values()) {
    for (const { field, target } of transitions(state)) {
      if (target === '' || workflow.states.has(target)) continue;
      const at = `${location}/States/${state.name}/${field}`;
      report('MISSING_TRANSITION_TARGET', at, `State '${target}' does not exist`);
    }
  }
  const reached = reachable(workflow);
  for (const name of workflow.states.keys()) {
    if (reached.has(name) || !workflow.states.has(workflow.startAt)) continue;
    report('UNREACHABLE_STATE', `${location}/States/${name}`, 'No transition leads to this state');
  }
  const ends = [...reached].some((name) => isTerminal(workflow.states.get(name)));
  if (!ends && reached.size > 0)
    report('MISSING_END_STATE', `${location}/States`, 'No reachable state ends the workflow');
}

function transitions(state: State): { field: string; target: string }[] {
  const found: { field: string; target: string }[] = [];
  if ('next' in state && state.next !== undefined) found.push({ field: 'Next', target: state.next });
  if ('catchers' in state) {
    found.push(...state.catchers.map(({ next }, index) => ({ field: `Catch[${index}]/Next`, target: next })));
  }
  if (state.type === 'Choice') {
    found.push(...state.rules.map(({ next }, index) => ({ field: `Choices[${index}]/Next`, target: next })));
    if (state.defaultNext !== undefined) found.push({ field: 'Default', target: state.defaultNext });
  }
  return found;
}

function reachable(workflow: Workflow): Set<string> {
  const reached = new Set<string>();
  const toVisit = [workflow.startAt];
  for (let name = toVisit.pop(); name !== undefined; name = toVisit.pop()) {
    const state = workflow.states.get(name);
    if (state === undefined || reached.has(name)) continue;
    reached.add(name);
    toVisit.push(...transitions(state).map(({ target }) => target));
  }
  return reached;
}

function isTerminal(state: State | undefined): boolean {
  if (state === undefined || state.type === 'Choice') return false;
  return state.type === 'Succeed' || state.type === 'Fail' || state.next === undefined;
}
