import { AFTER_RESULT, FieldReader } from './field-reader.ts';
import { isObject } from './json.ts';
import type {
  ChoiceState,
  FailState,
  MapState,
  ParallelState,
  PassState,
  State,
  SucceedState,
  TaskResource,
  TaskState,
  WaitState,
  Workflow,
} from './machine.ts';
import { readAssign } from './read-assign.ts';
import { readCatch, readRetry } from './read-recovery.ts';
import { timestampMs } from './timestamp.ts';

/** The longest wait or timeout that Step Functions takes, in seconds; also the timeout of a Task that names none. */
export const LONGEST_SECONDS = 99_999_999;

/** Iterations that an inline Map runs at once when it does not say, as on AWS. */
const MAP_CONCURRENCY = 40;

const COMMON = ['Comment', 'QueryLanguage', 'Type'];
const FLOW = ['Assign', 'End', 'Next', 'Output'];
const RECOVERY = ['Catch', 'Retry'];
const FIELDS = {
  Task: [...COMMON, ...FLOW, ...RECOVERY, 'Arguments', 'HeartbeatSeconds', 'Resource', 'TimeoutSeconds'],
  Pass: [...COMMON, ...FLOW],
  Wait: [...COMMON, ...FLOW, 'Seconds', 'Timestamp'],
  Choice: [...COMMON, 'Assign', 'Choices', 'Default', 'Output'],
  Parallel: [...COMMON, ...FLOW, ...RECOVERY, 'Arguments', 'Branches'],
  Map: [...COMMON, ...FLOW, ...RECOVERY, 'ItemProcessor', 'ItemSelector', 'Items', 'MaxConcurrency'],
  Succeed: [...COMMON, 'Output'],
  Fail: [...COMMON, 'Cause', 'Error'],
} as const;

const RESOURCES: Readonly<Record<string, TaskResource>> = {
  'arn:aws:states:::lambda:invoke': 'lambda:invoke',
  'arn:aws:states:::lambda:invoke.waitForTaskToken': 'lambda:invoke.waitForTaskToken',
  'arn:aws:states:::states:startExecution': 'states:startExecution',
};

/** Reads a nested workflow: a Parallel branch or a Map processor. */
export type ReadWorkflow = (raw: unknown, location: string, extraFields: readonly string[]) => Workflow;

/** Reads one state, reporting what is wrong; undefined when its type is not known. */
export function readState(name: string, reader: FieldReader, readWorkflow: ReadWorkflow): State | undefined {
  const type = reader.raw.Type;
  if (typeof type !== 'string' || !Object.hasOwn(FIELDS, type)) {
    if (type === undefined) reader.missing('Type');
    else reader.context.report('UNKNOWN_STATE_TYPE', reader.at('Type'), `'${String(type)}' is not a state type`);
    return undefined;
  }
  const known = type as keyof typeof FIELDS;
  reader.allow(FIELDS[known], `a ${known} state of a JSONata state machine`);
  if ((reader.raw.QueryLanguage ?? 'JSONata') !== 'JSONata') reader.invalid('QueryLanguage', 'must be JSONata');
  switch (known) {
    case 'Task':
      return readTask(name, reader);
    case 'Pass':
      return { type: 'Pass', ...readFlow(name, reader), ...readEffects(reader) } satisfies PassState;
    case 'Wait':
      return readWait(name, reader);
    case 'Choice':
      return readChoice(name, reader);
    case 'Parallel':
      return readParallel(name, reader, readWorkflow);
    case 'Map':
      return readMap(name, reader, readWorkflow);
    case 'Succeed':
      return { type: 'Succeed', name, output: reader.template('Output') } satisfies SucceedState;
    case 'Fail':
      return { type: 'Fail', name, ...readFail(reader) } satisfies FailState;
  }
}

function readFlow(name: string, reader: FieldReader) {
  const { Next: next, End: end } = reader.raw;
  if (end !== undefined && end !== true) reader.invalid('End', 'must be true');
  if (next === undefined && end === undefined) reader.missing('Next', "One of 'Next' and 'End' is required");
  if (next !== undefined && end !== undefined) reader.invalid('End', "'Next' and 'End' exclude each other");
  return { name, next: reader.optionalText('Next') };
}

function readEffects(reader: FieldReader, readable?: typeof AFTER_RESULT) {
  return { assign: readAssign(reader, readable), output: reader.template('Output', readable) };
}

function readTask(name: string, reader: FieldReader): TaskState {
  const resource = reader.text('Resource');
  if (resource !== '' && !Object.hasOwn(RESOURCES, resource)) {
    reader.context.report('UNSUPPORTED_RESOURCE', reader.at('Resource'), `'${resource}' is not supported`);
  }
  const args = reader.template('Arguments');
  const waits = resource.endsWith('.waitForTaskToken');
  if (args === undefined) reader.missing('Arguments');
  else if (args.constant) checkArguments(reader, resource);
  if (waits && !JSON.stringify(reader.raw.Arguments ?? '').includes('$states.context')) {
    reader.invalid('Arguments', 'must hand over $states.context.Task.Token, or nobody can complete the task');
  }
  const timeoutSeconds = reader.numberTemplate('TimeoutSeconds', { min: 1, max: LONGEST_SECONDS });
  const heartbeatSeconds = reader.numberTemplate('HeartbeatSeconds', { min: 1, max: LONGEST_SECONDS });
  if (timeoutSeconds?.constant && heartbeatSeconds?.constant) {
    const [timeout, heartbeat] = [Number(timeoutSeconds.value), Number(heartbeatSeconds.value)];
    if (heartbeat >= timeout) reader.invalid('HeartbeatSeconds', 'must be smaller than TimeoutSeconds');
  }
  return {
    type: 'Task',
    ...readFlow(name, reader),
    ...readEffects(reader, AFTER_RESULT),
    resource: RESOURCES[resource] ?? 'lambda:invoke',
    arguments: args ?? { constant: true, value: {} },
    timeoutSeconds: timeoutSeconds ?? { constant: true, value: LONGEST_SECONDS },
    heartbeatSeconds,
    retry: readRetry(reader),
    catchers: readCatch(reader),
  };
}

function checkArguments(reader: FieldReader, resource: string): void {
  const required = resource.includes('lambda:invoke') ? 'FunctionName' : 'StateMachineArn';
  const args = reader.raw.Arguments;
  if (!isObject(args)) reader.invalid('Arguments', 'must be an object or an expression that gives one');
  else if (typeof args[required] !== 'string') reader.invalid('Arguments', `'${required}' is required`);
}

function readWait(name: string, reader: FieldReader): WaitState {
  const seconds = reader.numberTemplate('Seconds', { min: 0, max: LONGEST_SECONDS });
  const timestamp = reader.template('Timestamp');
  if ((seconds === undefined) === (timestamp === undefined)) {
    reader.missing('Seconds', "Exactly one of 'Seconds' and 'Timestamp' is required");
  }
  if (timestamp?.constant && timestampMs(timestamp.value) === undefined) {
    reader.invalid('Timestamp', 'must be a timestamp such as 2026-11-21T20:00:00Z');
  }
  const until = timestamp
    ? ({ unit: 'Timestamp', value: timestamp } as const)
    : ({ unit: 'Seconds', value: seconds ?? { constant: true, value: 0 } } as const);
  return { type: 'Wait', ...readFlow(name, reader), ...readEffects(reader), until };
}

function readChoice(name: string, reader: FieldReader): ChoiceState {
  const rules = reader.list('Choices').map((rule, index) => {
    rule.allow(['Assign', 'Comment', 'Condition', 'Next', 'Output'], 'a choice rule');
    const condition = rule.template('Condition');
    if (condition === undefined) rule.missing('Condition');
    else if (condition.constant && typeof condition.value !== 'boolean') {
      rule.invalid('Condition', 'must be an expression or a boolean');
    }
    return {
      ...readEffects(rule),
      field: `Choices[${index}]`,
      condition: condition ?? { constant: true, value: false },
      next: rule.text('Next'),
    };
  });
  if (rules.length === 0) reader.missing('Choices', "At least one rule is required in 'Choices'");
  return { type: 'Choice', name, ...readEffects(reader), rules, defaultNext: reader.optionalText('Default') };
}

function readParallel(name: string, reader: FieldReader, readWorkflow: ReadWorkflow): ParallelState {
  const branches = reader.list('Branches').map((branch) => readWorkflow(branch.raw, branch.location, []));
  if (branches.length === 0) reader.missing('Branches', "At least one branch is required in 'Branches'");
  return {
    type: 'Parallel',
    ...readFlow(name, reader),
    ...readEffects(reader, AFTER_RESULT),
    arguments: reader.template('Arguments'),
    branches,
    retry: readRetry(reader),
    catchers: readCatch(reader),
  };
}

function readMap(name: string, reader: FieldReader, readWorkflow: ReadWorkflow): MapState {
  if (reader.raw.ItemProcessor === undefined) reader.missing('ItemProcessor');
  const config = new FieldReader(reader.raw.ItemProcessor ?? {}, reader.at('ItemProcessor'), reader.context);
  const mode = isObject(config.raw.ProcessorConfig) ? config.raw.ProcessorConfig.Mode : undefined;
  if ((mode ?? 'INLINE') !== 'INLINE') config.invalid('ProcessorConfig', "only the mode 'INLINE' is supported");
  const items = reader.template('Items');
  if (items?.constant && !Array.isArray(items.value)) reader.invalid('Items', 'must be an array or an expression');
  return {
    type: 'Map',
    ...readFlow(name, reader),
    ...readEffects(reader, AFTER_RESULT),
    items,
    itemSelector: reader.template('ItemSelector'),
    maxConcurrency: reader.numberTemplate('MaxConcurrency', { min: 0, max: LONGEST_SECONDS }) ?? {
      constant: true,
      value: MAP_CONCURRENCY,
    },
    processor: readWorkflow(config.raw, config.location, ['ProcessorConfig']),
    retry: readRetry(reader),
    catchers: readCatch(reader),
  };
}

function readFail(reader: FieldReader): Pick<FailState, 'error' | 'cause'> {
  for (const field of ['Error', 'Cause']) {
    const value = reader.raw[field];
    if (value !== undefined && typeof value !== 'string') reader.invalid(field, 'must be a string');
  }
  return { error: reader.template('Error'), cause: reader.template('Cause') };
}
