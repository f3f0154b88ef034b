import { globSync } from 'node:fs';
import { resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');

/** A part of `domain/` that is judged by the tests that mirror it. */
export interface Room {
  /** Its folder in `domain/`. */
  readonly name: string;
  /** Its files, relative to the project. */
  readonly files: readonly string[];
  /** The tests that must notice. */
  readonly tests: readonly string[];
}

/** What the properties of any life find they find by chance, and slowly: a mutant must fall to a test that says why. */
const NOT_BY = ['test/domain/incident/any-life.test.ts', 'test/domain/incident/alerts-as-rows.test.ts'];

/** `incident/decide` is larger than the rest of the house: it counts apart from what surrounds it. */
const APART = ['incident/decide'];

const roomOf = (file: string): string => {
  const folder = file.split('/').slice(1, -1).join('/');
  return APART.find((name) => folder.startsWith(name)) ?? (folder.split('/')[0] as string);
};

/** All rooms of `domain/` that have code, by name. */
export const rooms = (): Room[] => {
  const files = globSync('domain/**/*.ts', { cwd: ROOT }).sort();
  return [...new Set(files.map(roomOf))].map((name) => ({
    name,
    files: files.filter((file) => roomOf(file) === name),
    tests: globSync(`test/domain/${name.split('/')[0]}/**/*.test.ts`, { cwd: ROOT })
      .filter((test) => !NOT_BY.includes(test))
      .sort(),
  }));
};
