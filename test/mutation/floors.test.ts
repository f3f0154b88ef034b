import { describe, expect, it } from 'vitest';
import { loweredFloors, raised } from './floors.ts';
import { rooms } from './rooms.ts';

const files = new Set(['domain/a.ts', 'domain/b.ts']);

describe('a floor of what tests notice', () => {
  it('only rises', () => {
    const before = { 'domain/a.ts': 90, 'domain/b.ts': 80 };
    expect(loweredFloors(before, { 'domain/a.ts': 91, 'domain/b.ts': 80 }, files)).toEqual([]);
    expect(loweredFloors(before, { 'domain/a.ts': 89, 'domain/b.ts': 80 }, files)).toEqual([
      'the floor of domain/a.ts fell from 90 % to 89 %',
    ]);
    expect(loweredFloors(before, { 'domain/a.ts': 90 }, files)).toEqual(['the floor of domain/b.ts, 80 %, is gone']);
  });

  it('goes with its file', () => {
    expect(loweredFloors({ 'domain/gone.ts': 90 }, {}, files)).toEqual([]);
    expect(raised({ 'domain/gone.ts': 90 }, [], files)).toEqual({});
  });

  it('is raised to what was reached, in whole numbers, and never lowered by it', () => {
    const reached = [
      { file: 'domain/b.ts', score: 92.9 },
      { file: 'domain/a.ts', score: 50 },
    ];
    expect(raised({ 'domain/a.ts': 90 }, reached, files)).toEqual({ 'domain/a.ts': 90, 'domain/b.ts': 92 });
  });
});

describe('the rooms of domain/', () => {
  it('are judged by the tests that mirror them, and every file is in one', () => {
    const all = rooms();
    expect(new Set(all.map(({ name }) => name)).size).toBe(all.length);
    const files = all.flatMap((room) => room.files);
    expect(new Set(files).size).toBe(files.length);
    const trigger = all.find(({ name }) => name === 'trigger');
    expect(trigger).toEqual({
      name: 'trigger',
      files: ['domain/trigger/trigger.ts'],
      tests: ['test/domain/trigger/trigger.test.ts'],
    });
    const decide = all.find(({ name }) => name === 'incident/decide');
    expect(decide?.files.every((file) => file.startsWith('domain/incident/decide/'))).toBe(true);
    expect(decide?.tests).toContain('test/domain/incident/paging.test.ts');
    expect(decide?.tests).not.toContain('test/domain/incident/any-life.test.ts');
  });
});
