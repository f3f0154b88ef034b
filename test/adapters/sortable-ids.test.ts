import { expect, test } from 'vitest';
import { sortableIds } from '../../adapters/ids/sortable-ids.ts';

test('an id is 26 characters that are safe everywhere', () => {
  expect(sortableIds().next()).toMatch(/^[0-9a-z]{26}$/);
});

test('ids of one process sort by creation, within a millisecond and when the clock steps back', () => {
  let now = 1_700_000_000_000;
  const ids = sortableIds(() => now);
  const made: string[] = [];
  for (let n = 0; n < 5000; n += 1) {
    if (n % 1000 === 999) now += n % 2000 === 999 ? 5 : -3;
    made.push(ids.next());
  }
  expect(made).toEqual([...made].sort());
  expect(new Set(made).size).toBe(made.length);
});

test('ids of two processes at one instant differ', () => {
  const now = () => 1_700_000_000_000;
  expect(sortableIds(now).next()).not.toBe(sortableIds(now).next());
});

test('the chance of one id is never that of another, however many are made', () => {
  let now = 1_700_000_000_000;
  const ids = sortableIds(() => now);
  const chances = new Set<string>();
  for (let n = 0; n < 2000; n += 1) {
    now += 1;
    chances.add(ids.next().slice(10));
  }
  expect(chances.size).toBe(2000);
});
