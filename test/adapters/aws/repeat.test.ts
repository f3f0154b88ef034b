import { describe, expect, test } from 'vitest';
import { AwsError } from '../../../adapters/aws/aws-error.ts';
import { repeating } from '../../../adapters/aws/repeat.ts';

const setUp = (maxAttempts = 4) => {
  const pauses: number[] = [];
  const repeat = repeating({
    maxAttempts,
    random: () => 1,
    pause: async (ms) => {
      pauses.push(ms);
    },
  });
  return { pauses, repeat };
};
const refused = (name: string, httpStatusCode: number): Error =>
  new AwsError(name, 'no', { httpStatusCode, attempts: 1 });
const network = (code: string): Error => Object.assign(new Error('on the way'), { code });

describe('what may pass is asked again', () => {
  test.each([
    ['a table that is throttled', refused('ProvisionedThroughputExceededException', 400)],
    ['a service that is throttled', refused('ThrottlingException', 400)],
    ['a status that says so', refused('Anything', 429)],
    ['a service that fails', refused('InternalServerError', 500)],
    ['a gateway that fails', refused('HTTP 502', 502)],
    ['a connection that was reset', network('ECONNRESET')],
    ['a name that is not found', network('ENOTFOUND')],
  ])('%s', async (_, error) => {
    const { repeat } = setUp();
    const attempts: number[] = [];
    const result = await repeat(async (attempt) => {
      attempts.push(attempt);
      if (attempt < 3) throw error;
      return 'done';
    });
    expect([result, attempts]).toEqual(['done', [1, 2, 3]]);
  });
});

describe('what stays refused is not', () => {
  test.each([
    ['a broken condition', refused('ConditionalCheckFailedException', 400)],
    ['a request that is wrong', refused('ValidationException', 400)],
    ['a role that may not', refused('AccessDeniedException', 403)],
    ['a defect of ours', new TypeError('undefined is not a function')],
  ])('%s', async (_, error) => {
    const { repeat } = setUp();
    let attempts = 0;
    await expect(
      repeat(async () => {
        attempts += 1;
        throw error;
      }),
    ).rejects.toBe(error);
    expect(attempts).toBe(1);
  });
});

test('pauses double, begin higher where a pause was asked for, and end with the attempts', async () => {
  const { pauses, repeat } = setUp();
  const always = (error: Error) => repeat(async () => Promise.reject(error)).catch(() => {});
  await always(network('ECONNREFUSED'));
  expect(pauses.splice(0)).toEqual([100, 200, 400]);
  await always(refused('ThrottlingException', 400));
  expect(pauses).toEqual([500, 1000, 2000]);
});

test('while nothing succeeds repeats run out; what succeeds fills them again', async () => {
  const { pauses, repeat } = setUp(1000);
  const down = () => repeat(async () => Promise.reject(network('ECONNREFUSED'))).catch(() => {});
  await down();
  expect(pauses.splice(0)).toHaveLength(100);
  await down();
  expect(pauses).toEqual([]);
  for (let i = 0; i < 5; i += 1) await repeat(async () => 'up');
  await down();
  expect(pauses).toHaveLength(1);
});
