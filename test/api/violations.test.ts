import { describe, expect, it } from 'vitest';
import * as z from 'zod';
import { sentenceOf, violationsIn } from '../../api/violations.ts';
import { apiOnFakes, opened } from './api-on-fakes.ts';

/** What a validator says to programmers. */
const JARGON = /Invalid|expected|received|Too (small|big)|undefined|Unrecognized|NaN|ZodError/;

const schema = z.strictObject({
  reason: z.string().min(1),
  by: z.enum(['workaround', 'fix']),
  minutes: z.number().int().min(1).max(90),
  at: z.iso.datetime({ offset: true }),
  tags: z.array(z.string()).max(2),
  yes: z.boolean(),
  of: z.union([z.literal('a'), z.number()]),
  mail: z.email(),
});
const good = {
  ...{ reason: 'r', by: 'fix', minutes: 5, at: '2026-11-28T15:10:00+01:00', tags: [], yes: true, of: 'a' },
  mail: 'a@example.com',
};

describe('what a schema does not take is said in words', () => {
  it.each<[Record<string, unknown>, string]>([
    [{ reason: undefined }, '`reason` is missing.'],
    [{ reason: '' }, '`reason` is empty.'],
    [{ reason: 5 }, '`reason` is text; 5 is not.'],
    [{ by: 'magic' }, '`by` is workaround or fix; "magic" is not.'],
    [{ minutes: 'soon' }, '`minutes` is a number; "soon" is not.'],
    [{ minutes: 1.5 }, '`minutes` is a whole number; 1.5 is not.'],
    [{ minutes: 0 }, '`minutes` is at least 1; 0 is less.'],
    [{ minutes: 91 }, '`minutes` is at most 90; 91 is more.'],
    [{ at: '15:10' }, '`at` is a time with its date and zone, such as 2026-11-28T15:10:00+01:00; "15:10" is not.'],
    [{ tags: ['a', 'b', 'c'] }, '`tags` has at most 2 entries.'],
    [{ tags: ['a', 1] }, '`tags.1` is text; 1 is not.'],
    [{ yes: 'no' }, '`yes` is true or false; "no" is not.'],
    [{ of: {} }, '`of` is not what this takes; it was {}.'],
    [{ mail: 'me' }, '`mail` is an e-mail address; "me" is not.'],
    [{ more: 1 }, 'The body has nothing called "more".'],
    [{ by: 'x'.repeat(100) }, `\`by\` is workaround or fix; "${'x'.repeat(36)}... is not.`],
    [{ reason: undefined, by: undefined }, '`reason` is missing. `by` is missing.'],
  ])('%j: %s', (changes, sentence) => {
    const given = { ...good, ...changes };
    const { error } = schema.safeParse(given);
    if (!error) throw new Error('it was taken');
    expect(sentenceOf(violationsIn(error, given), 'The body')).toBe(sentence);
  });

  it('of the body itself, and of many at once', () => {
    const { error } = schema.safeParse(null);
    expect(error && sentenceOf(violationsIn(error, null), 'The body')).toBe('The body is an object; null is not.');
    const all = schema.safeParse({}).error;
    expect(all && sentenceOf(violationsIn(all, {}), 'The body')).toMatch(/3 more are listed\.$/);
  });
});

describe('a refusal says what did not happen, why, and what to do', () => {
  const asked = async (path: string, body: unknown, before: readonly [string, unknown][] = []) => {
    const api = apiOnFakes();
    const { number } = await opened(api);
    for (const [command, given] of before) await api.post(`/v1/incidents/${number}/${command}`, given, 'manager');
    const answer = await api.post(`/v1/incidents/${number}/${path}`, body, 'manager');
    return { status: answer.status, detail: ((await answer.json()) as { detail: string }).detail, number };
  };

  it.each<[string, unknown, readonly [string, unknown][], RegExp]>([
    [
      'close',
      {},
      [],
      /^Not closed: INC-\S+ is open, not over yet\. First: `muster incident resolve INC-\S+ --summary …`\.$/,
    ],
    [
      'reject',
      { reason: 'x' },
      [['accept', {}]],
      /^Not rejected: INC-\S+ was declared by Mia at \d\d:\d\d UTC\. To end the major incident: `muster incident demote INC-\S+ --reason …`\.$/,
    ],
    ['reject', { reason: 'x' }, [], /^Not rejected: INC-\S+ is no candidate \(none\)\.$/],
    ['demote', { reason: 'x' }, [], /^Not demoted: INC-\S+ is no major incident \(none\)\.$/],
    ['accept', {}, [['accept', {}]], /^Not declared: INC-\S+ is a major incident already\.$/],
    ['reopen', { reason: 'x' }, [], /^Not reopened: INC-\S+ is open\.$/],
    ['separate', { reason: 'x' }, [], /^Not separated: INC-\S+ is no part of another incident\.$/],
    ['complete-review', { summary: 'x' }, [], /^The review was not completed: no review is open;/],
    ['pass-on', {}, [], /^Not passed on: nobody waits for an answer of mia \(INC-\S+\)\.$/],
    [
      'assign-role',
      { role: 'comander', person: 'mia' },
      [],
      /^There is no role "comander"\. Did you mean "incident-commander"\?|^There is no role "comander"\./,
    ],
    [
      'assign-role',
      { role: 'incident-manager', person: 'mia-m' },
      [],
      /^Nobody is called "mia-m"\. Did you mean mia \(Mia\)\?$/,
    ],
    ['change-severity', { severity: 'SEV2' }, [], /^Nothing was done\. `reason` is missing\.$/],
    ['change-severity', { reason: 'x' }, [], /^Nothing was done\. Name a severity, or an impact or urgency/],
    ['post-update', { message: '' }, [], /^Nothing was done\. `message` is empty\.$/],
    [
      'correct-stamp',
      { stamp: 'resolved', at: '15:10', reason: 'x' },
      [],
      /^Nothing was done\. `at` is a time with its date and zone/,
    ],
    ['mitigate', { by: 'magic' }, [], /`by` is workaround or fix; "magic" is not\. `description` is missing\.$/],
  ])('%s %j after %j', async (command, body, before, sentence) => {
    const { detail, status } = await asked(command, body, before);
    expect([status >= 400 && status < 500, detail]).toEqual([true, expect.stringMatching(sentence)]);
    expect(detail).not.toMatch(JARGON);
  });

  it('both numbers are the same', async () => {
    const api = apiOnFakes();
    const { incidentId, number } = await opened(api);
    const answer = await api.post(`/v1/incidents/${incidentId}/merge`, { into: incidentId, reason: 'x' }, 'manager');
    expect(await answer.json()).toMatchObject({ detail: `Not merged: both numbers are the same (${number}).` });
  });

  it('a query, too', async () => {
    const answer = await apiOnFakes().get('/v1/incidents?limit=abc');
    expect(await answer.json()).toMatchObject({ status: 400, detail: '`limit` is a number; "abc" is not.' });
  });
});
