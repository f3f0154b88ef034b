import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { deploy, type Emulator, queuedMessages, startEmulator } from './index.ts';

/**
 * Shows that each correction of corrected_ministack.py holds, on a deployed stack. Not part of `npm test`:
 * `node --test test/e2e/emulator/corrections.check.ts`, whenever the pinned version changes.
 */
const dir = process.env.EMULATOR_DIR ?? mkdtempSync(join(tmpdir(), 'emulator-'));
let emulator: Emulator;
let outputs: Readonly<Record<string, string>>;

before(async () => {
  emulator = await startEmulator({ dir });
  const stacks = await deploy({ emulator, app: `node ${join(import.meta.dirname, 'corrections-app.ts')}` });
  outputs = stacks.Corrections ?? {};
});

after(async () => {
  await emulator?.stop();
  if (process.env.EMULATOR_DIR === undefined) rmSync(dir, { recursive: true });
});

/** One call of an AWS JSON API. The emulator reads the service from the credential scope and checks no signature. */
async function call(
  service: string,
  target: string,
  body: object,
): Promise<{ status: number; body: Record<string, string> }> {
  const response = await fetch(emulator.url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-amz-json-1.0',
      'x-amz-target': target,
      authorization: `AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/${service}/aws4_request, SignedHeaders=host, Signature=0`,
    },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Record<string, string> };
}

async function eventually<T>(what: string, look: () => Promise<T | undefined>, withinMs = 15_000): Promise<T> {
  for (const deadline = Date.now() + withinMs; Date.now() < deadline; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`${what} did not happen within ${withinMs} ms`);
}

/** The output of a whole execution, and how long it took. */
async function execute(machine: string): Promise<{ output: unknown; ms: number }> {
  const started = Date.now();
  const start = await call('states', 'AWSStepFunctions.StartExecution', { stateMachineArn: outputs[`${machine}Arn`] });
  const executionArn = start.body.executionArn;
  const ended = await eventually(`the end of ${machine}`, async () => {
    const { body } = await call('states', 'AWSStepFunctions.DescribeExecution', { executionArn });
    return body.status === 'RUNNING' ? undefined : body;
  });
  assert.equal(ended.status, 'SUCCEEDED', JSON.stringify(ended));
  return { output: JSON.parse(ended.output ?? ''), ms: Date.now() - started };
}

test('a time limit may be an expression, is kept in real time, and can be caught', async () => {
  const { output, ms } = await execute('TimeoutExpression');
  assert.deepEqual(output, { came: 'States.Timeout' });
  assert.ok(ms >= 1_000 && ms < 3_000, `${ms} ms`);
});

test('a missed heartbeat ends the wait', async () => {
  assert.deepEqual((await execute('Heartbeat')).output, { came: 'States.HeartbeatTimeout' });
});

test('a function that fails fails the wait for its token at once, under its own name', async () => {
  assert.deepEqual((await execute('FunctionFails')).output, { came: 'Named' });
});

test('the first branch that fails ends a Parallel', async () => {
  const { output, ms } = await execute('ParallelFails');
  assert.deepEqual(output, { came: 'First' });
  assert.ok(ms < 5_000, `${ms} ms`);
});

test('Parallel has arguments, output, simultaneous assignments and branches of their own', async () => {
  const both = [{ given: 1 }, 'own'];
  assert.deepEqual((await execute('ParallelSucceeds')).output, {
    came: { output: { both }, assigned: both, before: false },
  });
});

test('starting a running execution again with the same input is no error; with another input it is', async () => {
  const start = { stateMachineArn: outputs.HeartbeatArn, name: randomUUID(), input: '{"a":1}' };
  const first = await call('states', 'AWSStepFunctions.StartExecution', start);
  const again = await call('states', 'AWSStepFunctions.StartExecution', start);
  assert.deepEqual([again.status, again.body], [200, first.body]);
  const other = await call('states', 'AWSStepFunctions.StartExecution', { ...start, input: '{"a":2}' });
  assert.equal(other.status, 400);
  assert.match(JSON.stringify(other.body), /ExecutionAlreadyExists/);
});

test('a poisonous stream record is retried, then given up, and does not hold the others', async () => {
  for (const id of ['one', 'poison', 'two']) {
    await call('dynamodb', 'DynamoDB_20120810.PutItem', { TableName: outputs.TableName, Item: { id: { S: id } } });
  }
  const record = await eventually('giving up', async () => {
    const [message] = await queuedMessages(emulator, outputs.GivenUpName ?? '');
    return message && JSON.parse(message.Body);
  });
  assert.equal(record.requestContext.condition, 'RetryAttemptsExhausted');
  assert.equal(record.DDBStreamBatchInfo.batchSize, 1);
});

test('an alarm that changes its state is an event on the default bus', async () => {
  await fetch(emulator.url, {
    method: 'POST',
    headers: {
      authorization:
        'AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/monitoring/aws4_request, SignedHeaders=host, Signature=0',
    },
    body: new URLSearchParams({
      Action: 'SetAlarmState',
      Version: '2010-08-01',
      AlarmName: outputs.AlarmName ?? '',
      StateValue: 'ALARM',
      StateReason: 'a check',
    }),
  });
  const event = await eventually('the event', async () => {
    const [message] = await queuedMessages(emulator, outputs.AlarmChangesName ?? '');
    return message && JSON.parse(message.Body);
  });
  assert.equal(event['detail-type'], 'CloudWatch Alarm State Change');
  assert.deepEqual([event.detail.previousState.value, event.detail.state.value], ['INSUFFICIENT_DATA', 'ALARM']);
});

test('the identity of a domain names the records that sign for it', () => {
  assert.match(outputs.SigningRecordName ?? '', /\._domainkey\.corrections\.example$/);
});
