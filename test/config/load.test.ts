import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration, loadConfigurationFiles } from '../../config/load.ts';
import { parseConfiguration } from '../../domain/configuration/parse-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'muster-config-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const files = (contents: Readonly<Record<string, string>>): string => {
  for (const [name, text] of Object.entries(contents)) writeFileSync(join(directory, name), text);
  return directory;
};

const problemsOf = (from: string): { path: string; reason: string }[] => {
  try {
    loadConfiguration(from);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'configuration-invalid')
      return error.details.problems as { path: string; reason: string }[];
    throw error;
  }
  throw new Error('it was not refused');
};

describe('the files of a directory', () => {
  it('make one object, whichever file holds which key', () => {
    files({
      'a.yaml': 'organisation:\n  name: Shop\n',
      'b.yaml': 'teams:\n  - id: a\nservices: []\n',
      'README.md': 'words',
      '.hidden': '{',
    });
    expect(loadConfiguration(directory)).toEqual({
      organisation: { name: 'Shop' },
      teams: [{ id: 'a' }],
      services: [],
    });
  });

  it('of the example are valid', () => {
    expect(parseConfiguration(loadConfiguration('config/example')).services.length).toBeGreaterThan(0);
  });

  it('may be empty or hold only comments', () => {
    expect(loadConfiguration(files({ 'a.yaml': '', 'b.yaml': '# later\n', 'c.yaml': 'a: 1' }))).toEqual({ a: 1 });
  });

  it.each([
    ['two mappings', '{}', '{}'],
    ['a list and something else', '[]', '{}'],
    ['two values', 'checkout', 'search'],
  ])('are refused when two hold one key with %s, naming both places', (_, one, other) => {
    expect(problemsOf(files({ 'a.yaml': `thing: ${one}\n`, 'b.yaml': `x: 1\nthing: ${other}\n` }))).toEqual([
      { path: 'b.yaml:2:1', reason: '"thing" stands at a.yaml:1:1 already; only lists have several places' },
    ]);
  });

  it('may be one for each team: their lists are one list, in the order of their names', () => {
    mkdirSync(join(directory, 'teams', 'pay'), { recursive: true });
    files({
      'services.yaml': 'services: [{ id: last }]\norganisation: { name: Shop }\n',
      'a.yaml': 'services:\n  - id: first\n  - id: second\n',
      'teams/pay/people.yaml': 'people: [{ id: ana }]\nservices: [{ id: between, tier: 9 }]\n',
    });
    const { raw, locate } = loadConfigurationFiles(directory);
    expect(raw).toEqual({
      organisation: { name: 'Shop' },
      people: [{ id: 'ana' }],
      services: [{ id: 'first' }, { id: 'second' }, { id: 'last' }, { id: 'between', tier: 9 }],
    });
    expect(
      ['services.0.id', 'services.1', 'services.2.id', 'services.3.tier', 'people.0', 'organisation.name'].map(locate),
    ).toEqual([
      'a.yaml:2:9',
      'a.yaml:3:5',
      'services.yaml:1:18',
      'teams/pay/people.yaml:2:33',
      'teams/pay/people.yaml:1:10',
      'services.yaml:2:23',
    ]);
  });

  it('are no tests: what a configuration is to do stands beside it, in a folder', () => {
    mkdirSync(join(directory, 'tests'));
    files({ 'a.yaml': 'a: 1', 'tests/night.yaml': 'tests: []', 'tests/payload.json': '{}' });
    expect(loadConfiguration(directory)).toEqual({ a: 1 });
  });

  it('are refused when a key stands twice in one mapping', () => {
    expect(problemsOf(files({ 'a.yaml': 'people:\n  - id: ana\n    id: ben\n' }))).toEqual([
      { path: 'a.yaml:3:5', reason: expect.stringContaining('unique') },
    ]);
  });

  it('are refused with the place of every mistake, not only the first', () => {
    const problems = problemsOf(
      files({
        'a.yaml': 'people: [ana\n',
        'b.yaml': 'x: !secret y\n',
        'c.yaml': '- list\n',
        'notes.yml': '',
        'd.json': '{}',
      }),
    );
    expect(problems.map((p) => p.path.split(':')[0]).sort()).toEqual([
      'a.yaml',
      'b.yaml',
      'c.yaml',
      'd.json',
      'notes.yml',
    ]);
  });

  it('are refused when there is none, and when there is no such place', () => {
    mkdirSync(join(directory, 'more'));
    expect(problemsOf(directory).map((p) => p.path)).toEqual([directory]);
    expect(problemsOf(join(directory, 'absent'))[0]?.reason).toBe('there is no such directory');
    expect(problemsOf(join(files({ 'a.yaml': 'a: 1' }), 'a.yaml'))[0]?.reason).toBe('is not a directory');
  });

  it('are refused when a few lines stand for a million values', () => {
    const bomb = [
      'a: &a [1,1,1,1,1,1,1,1,1]',
      ...'bcdefgh'.split('').map((k, i) => `${k}: &${k} [${Array(9).fill(`*${'abcdefg'[i]}`)}]`),
    ].join('\n');
    expect(problemsOf(files({ 'a.yaml': bomb }))[0]?.reason).toContain('alias');
  });

  it('never make a prototype', () => {
    const loaded = loadConfiguration(files({ 'a.yaml': '__proto__:\n  polluted: true\n' }));
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(loaded.polluted).toBeUndefined();
  });
});

describe('the place of a part', () => {
  it('is its file, line and column, or that of the nearest part around it', () => {
    const { locate } = loadConfigurationFiles(
      files({ 'a.yaml': 'services:\n  - id: one\n    tier: 9\n  - &two\n    id: two\nalso: [*two]\n' }),
    );
    expect(locate('services.0.tier')).toBe('a.yaml:3:11');
    expect(locate('services.1.team')).toBe('a.yaml:5:5');
    expect(locate('also.0.id')).toBe('a.yaml:5:9');
    expect(locate('absent.0')).toBeUndefined();
  });
});
