export { AslDefinitionError, type DefinitionProblem, type DefinitionProblemCode } from './definition-error.ts';
export {
  createWorkflowEngine,
  type ExecutionDescription,
  type WorkflowEngine,
  type WorkflowEngineOptions,
  type WorkflowEvent,
} from './engine.ts';
export {
  ExecutionAlreadyExists,
  InvalidToken,
  TaskDoesNotExist,
  TaskTimedOut,
  WorkflowError,
  type WorkflowErrorCode,
} from './engine-error.ts';
export type { ExecutionStatus, InvocationContext, Invoke } from './execution.ts';
export type { Retention } from './execution-register.ts';
export { HISTORY_LIMIT, type HistoryEvent, statesEntered } from './history.ts';
export type { Json } from './json.ts';
export type { AslDefinition, Substitutions } from './placeholders.ts';
