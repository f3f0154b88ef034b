import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { stepFunctions } from '../../../adapters/aws/services.ts';
import { stepFunctionsWorkflows } from '../../../adapters/stepfunctions/step-functions-workflows.ts';
import { type AwsEndpoint, awsError, startAwsEndpoint } from './aws-endpoint.ts';

const MACHINE = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Muster-major';
const PAGING = 'arn:aws:states:eu-central-1:123456789012:stateMachine:Muster-paging';

/** Executions as Step Functions holds them, by name. */
interface Execution {
  status: string;
  readonly input: string;
  readonly startDate: number;
}
const executions = new Map<string, Execution>();
/** Of the function and of Step Functions, in milliseconds. */
let now = 1_795_000_000_000;
let aws: AwsEndpoint;
beforeAll(async () => {
  aws = await startAwsEndpoint();
});
afterAll(() => aws.stop());
beforeEach(() => {
  aws.requests.length = 0;
  executions.clear();
  aws.answer = ({ operation, json }) => {
    if (operation === 'DescribeExecution') {
      const arn = String(json.executionArn);
      const status = executions.get(arn.split(':').at(-1) ?? '')?.status;
      if (!arn.includes(':execution:Muster-') || status === undefined) return awsError('ExecutionDoesNotExist');
      return { body: { executionArn: arn, status, startDate: 1 } };
    }
    // https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html: idempotent while it runs, by name and input.
    const name = String(json.name);
    const input = String(json.input);
    const known = executions.get(name);
    if (known && (known.status !== 'RUNNING' || known.input !== input)) return awsError('ExecutionAlreadyExists');
    const execution = known ?? { status: 'RUNNING', input, startDate: now / 1000 };
    executions.set(name, execution);
    return { body: { executionArn: `x:${name}`, startDate: execution.startDate } };
  };
});

const workflows = () =>
  stepFunctionsWorkflows({
    client: stepFunctions(aws.settings),
    machineArns: { 'major-incident': MACHINE, 'page-responders': PAGING },
    now: () => now,
  });
const ended = (name: string, status: string) => executions.set(name, { status, input: '{}', startDate: 1 });
const described = () => aws.requests.filter(({ operation }) => operation === 'DescribeExecution');
const started = () => aws.requests.filter(({ operation }) => operation === 'StartExecution').map(({ json }) => json);

test('the first execution has generation 0 in its name and its input', async () => {
  expect(await workflows().ensureRunning('major-incident', { incidentId: 'inc-1' })).toBe('started');
  expect(started()).toEqual([
    expect.objectContaining({
      stateMachineArn: MACHINE,
      name: 'inc-1-major-incident-0',
      input: JSON.stringify({ incidentId: 'inc-1', generation: 0 }),
    }),
  ]);
});

test('a paging is named for its incident and itself', async () => {
  await workflows().ensureRunning('page-responders', { incidentId: 'inc-1', pagingId: 'p2' });
  expect(started()).toEqual([
    expect.objectContaining({
      stateMachineArn: PAGING,
      name: 'inc-1-p2-0',
      input: JSON.stringify({ incidentId: 'inc-1', pagingId: 'p2', generation: 0 }),
    }),
  ]);
});

test('one that runs is left alone', async () => {
  const { ensureRunning } = workflows();
  await ensureRunning('major-incident', { incidentId: 'inc-1' });
  now += 60_000;
  expect(await ensureRunning('major-incident', { incidentId: 'inc-1' })).toBe('running');
  expect(executions.size).toBe(1);
});

test('nobody looks at what starts or runs: looking has a twentieth of the quota of starting', async () => {
  for (const incidentId of ['inc-1', 'inc-2', 'inc-1', 'inc-2'])
    await workflows().ensureRunning('major-incident', { incidentId });
  expect(described()).toEqual([]);
});

test('one that runs with the input of an earlier version is left alone', async () => {
  executions.set('inc-1-major-incident-0', { status: 'RUNNING', input: '{"incidentId":"inc-1"}', startDate: 1 });
  expect(await workflows().ensureRunning('major-incident', { incidentId: 'inc-1' })).toBe('running');
  expect(executions.size).toBe(1);
});

test('generations that have ended are looked at once by an instance, not each time', async () => {
  const { ensureRunning } = workflows();
  ended('inc-1-major-incident-0', 'FAILED');
  ended('inc-1-major-incident-1', 'SUCCEEDED');
  await ensureRunning('major-incident', { incidentId: 'inc-1' });
  expect(described()).toHaveLength(2);
  await ensureRunning('major-incident', { incidentId: 'inc-1' });
  expect(described()).toHaveLength(2);
});

test.each(['SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED'])(
  'one that ended as %s is followed by its next generation',
  async (status) => {
    ended('inc-1-major-incident-0', status);
    ended('inc-1-major-incident-1', status);
    expect(await workflows().ensureRunning('major-incident', { incidentId: 'inc-1' })).toBe('started');
    expect(started().map(({ name }) => name)).toEqual([0, 1, 2].map((each) => `inc-1-major-incident-${each}`));
    expect(executions.get('inc-1-major-incident-2')?.status).toBe('RUNNING');
  },
);

test('two who start at once start one', async () => {
  const { ensureRunning } = workflows();
  await Promise.all([1, 2].map(() => ensureRunning('major-incident', { incidentId: 'inc-1' })));
  expect([...executions.keys()]).toEqual(['inc-1-major-incident-0']);
});

test('a refusal other than "exists" is not swallowed', async () => {
  aws.answer = ({ operation }) =>
    awsError(operation === 'DescribeExecution' ? 'ExecutionDoesNotExist' : 'StateMachineDoesNotExist');
  await expect(workflows().ensureRunning('major-incident', { incidentId: 'inc-1' })).rejects.toMatchObject({
    name: 'StateMachineDoesNotExist',
  });
});

test('a process that ends each time is not restarted for ever', async () => {
  aws.answer = ({ operation }) =>
    operation === 'StartExecution'
      ? awsError('ExecutionAlreadyExists')
      : { body: { executionArn: 'x', status: 'FAILED', startDate: 1 } };
  await expect(workflows().ensureRunning('major-incident', { incidentId: 'inc-1' })).rejects.toMatchObject({
    code: 'too-many-generations',
  });
});

test('waking answers the token', async () => {
  aws.answer = () => ({ body: {} });
  expect(await workflows().wake('token', { seq: 4 })).toBe(true);
  expect(aws.requests[0]).toMatchObject({
    operation: 'SendTaskSuccess',
    json: { taskToken: 'token', output: '{"seq":4}' },
  });
});

test.each(['TaskTimedOut', 'TaskDoesNotExist', 'InvalidToken'])(
  'waking nobody (%s) is false and no error',
  async (name) => {
    aws.answer = () => awsError(name);
    expect(await workflows().wake('token', {})).toBe(false);
  },
);

test('a wake that could not be tried throws', async () => {
  aws.answer = () => awsError('AccessDeniedException');
  await expect(workflows().wake('token', {})).rejects.toMatchObject({ name: 'AccessDeniedException' });
});
