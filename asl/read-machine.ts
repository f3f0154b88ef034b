import { AslDefinitionError, type DefinitionProblem, type ReportProblem } from './definition-error.ts';
import type { ExpressionCompiler } from './expression.ts';
import { FieldReader, type ReadingContext } from './field-reader.ts';
import { isObject } from './json.ts';
import type { Machine, State, Workflow } from './machine.ts';
import { type AslDefinition, type Substitutions, substitutePlaceholders } from './placeholders.ts';
import { LONGEST_SECONDS, type ReadWorkflow, readState } from './read-state.ts';
import { checkTransitions } from './transitions.ts';
import { checkVariableScope } from './variable-scope.ts';

const LONGEST_STATE_NAME = 80;

/**
 * Reads a definition into a machine that can run. Throws an AslDefinitionError that lists every problem when Step
 * Functions would refuse it or the interpreter does not support it.
 */
export function readMachine(
  name: string,
  definition: AslDefinition,
  substitutions: Substitutions,
  compiler: ExpressionCompiler,
): Machine {
  const problems: DefinitionProblem[] = [];
  const report: ReportProblem = (code, location, message) => void problems.push({ code, location, message });

  const raw = substitutePlaceholders(definition, substitutions, report);
  // A definition with a placeholder left, or that is no JSON, gives only misleading further problems.
  if (problems.length > 0) throw new AslDefinitionError(name, problems);

  const context: ReadingContext = { compiler, report };
  const root = new FieldReader(raw, '', context);
  root.allow(['Comment', 'QueryLanguage', 'StartAt', 'States', 'TimeoutSeconds', 'Version'], 'a state machine');
  if (root.raw.QueryLanguage !== 'JSONata') root.invalid('QueryLanguage', 'must be JSONata');
  if ((root.raw.Version ?? '1.0') !== '1.0') root.invalid('Version', "must be '1.0'");
  const timeoutSeconds = root.number('TimeoutSeconds', { min: 1, max: LONGEST_SECONDS });
  const workflow = readWorkflow(root, context, new Set());
  checkVariableScope(raw, '', report);
  if (problems.length > 0) throw new AslDefinitionError(name, problems);
  return { name, workflow, timeoutSeconds };
}

/** `taken` holds the state names of the whole machine: they must be unique across nested workflows too. */
function readWorkflow(reader: FieldReader, context: ReadingContext, taken: Set<string>): Workflow {
  const readNested: ReadWorkflow = (raw, location, extraFields) => {
    const nested = new FieldReader(raw, location, context);
    nested.allow(['Comment', 'StartAt', 'States', ...extraFields], 'a nested workflow');
    return readWorkflow(nested, context, taken);
  };
  const states = new Map<string, State>();
  const rawStates = reader.raw.States;
  if (rawStates === undefined) reader.missing('States');
  else if (!isObject(rawStates) || Object.keys(rawStates).length === 0) reader.invalid('States', 'must hold states');
  let complete = true;
  for (const [name, raw] of Object.entries(isObject(rawStates) ? rawStates : {})) {
    const stateReader = new FieldReader(raw, `${reader.at('States')}/${name}`, context);
    if (name === '' || name.length > LONGEST_STATE_NAME) {
      context.report('INVALID_VALUE', stateReader.location, `a state name has 1 to ${LONGEST_STATE_NAME} characters`);
    }
    if (taken.has(name)) {
      context.report('DUPLICATE_STATE_NAME', stateReader.location, `the name '${name}' is used more than once`);
    }
    taken.add(name);
    const state = readState(name, stateReader, readNested);
    if (state === undefined) complete = false;
    else states.set(name, state);
  }
  const workflow = { startAt: reader.text('StartAt'), states };
  // Transitions around a state that could not be read would only repeat that problem.
  if (complete) checkTransitions(workflow, reader.location, context.report);
  return workflow;
}
