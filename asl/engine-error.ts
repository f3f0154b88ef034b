/** The error codes of the Step Functions API that this engine answers with. */
export type WorkflowErrorCode =
  | 'EngineClosed'
  | 'ExecutionAlreadyExists'
  | 'ExecutionDoesNotExist'
  | 'InvalidExecutionInput'
  | 'InvalidName'
  | 'InvalidOutput'
  | 'InvalidToken'
  | 'StateMachineDoesNotExist'
  | 'TaskDoesNotExist'
  | 'TaskTimedOut';

/** A call to the engine was refused. `code` (also `name`) is the error code that the AWS SDK would give. */
export class WorkflowError extends Error {
  override readonly name: string;
  readonly code: WorkflowErrorCode;

  constructor(code: WorkflowErrorCode, message: string) {
    super(message);
    this.code = code;
    this.name = code;
  }
}

/** The name was used for another input, or its execution has closed. */
export class ExecutionAlreadyExists extends WorkflowError {
  readonly executionArn: string;

  constructor(executionArn: string) {
    super('ExecutionAlreadyExists', `Execution Already Exists: '${executionArn}'`);
    this.executionArn = executionArn;
  }
}

/** The task was waiting once and no longer is: it completed, timed out, or its execution ended. */
export class TaskTimedOut extends WorkflowError {
  constructor() {
    super('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }
}

/** The token is well formed but this engine does not know it: it is very old, or from before a restart. */
export class TaskDoesNotExist extends WorkflowError {
  constructor() {
    super('TaskDoesNotExist', "Task Does Not Exist: 'No task is waiting for the provided token'");
  }
}

/** Not a token at all. */
export class InvalidToken extends WorkflowError {
  constructor() {
    super('InvalidToken', "Invalid Token: 'Invalid token'");
  }
}
