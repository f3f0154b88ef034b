/** What can be wrong with a definition. The names follow `ValidateStateMachineDefinition` where it has one. */
export type DefinitionProblemCode =
  | 'DUPLICATE_STATE_NAME'
  | 'INVALID_DEFINITION'
  | 'INVALID_JSONATA_EXPRESSION'
  | 'INVALID_VALUE'
  | 'MISSING_END_STATE'
  | 'MISSING_FIELD'
  | 'MISSING_TRANSITION_TARGET'
  | 'UNKNOWN_STATE_TYPE'
  | 'UNREACHABLE_STATE'
  | 'UNRESOLVED_PLACEHOLDER'
  | 'UNSUPPORTED_FIELD'
  | 'UNSUPPORTED_JSONATA_EXPRESSION'
  | 'UNSUPPORTED_RESOURCE'
  | 'VARIABLE_OUT_OF_SCOPE';

export interface DefinitionProblem {
  readonly code: DefinitionProblemCode;
  /** Where, as a path such as `/States/Page the level/Output/level`. */
  readonly location: string;
  readonly message: string;
}

/** A definition that Step Functions would refuse, or that uses what this interpreter does not have. Lists every problem. */
export class AslDefinitionError extends Error {
  override readonly name = 'AslDefinitionError';
  readonly machine: string;
  readonly problems: readonly DefinitionProblem[];

  constructor(machine: string, problems: readonly DefinitionProblem[]) {
    const lines = problems.map((problem) => `  ${problem.code} at ${problem.location}: ${problem.message}`);
    super(`State machine '${machine}' is not valid:\n${lines.join('\n')}`);
    this.machine = machine;
    this.problems = problems;
  }
}

/** Takes one problem; reading goes on so that the author sees them all at once. */
export type ReportProblem = (code: DefinitionProblemCode, location: string, message: string) => void;
