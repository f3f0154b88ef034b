import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { isMap, isNode, isScalar } from 'yaml';
import type { ConfigurationProblem } from '../domain/configuration/parse-configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';
import { type ParsedFile, parseFile, placeIn, placeOf, readText, stepsOf, valuesOf } from './yaml-file.ts';

/** What the files of a directory hold, and where each part of it stands. */
export interface LoadedConfiguration {
  readonly raw: Readonly<Record<string, unknown>>;
  /** `services.2.team` → `services.yaml:14:11`; the nearest part that does stand somewhere, or nothing. */
  readonly locate: (path: string) => string | undefined;
}

const refused = (directory: string, problems: readonly ConfigurationProblem[]): DomainError =>
  new DomainError(
    'configuration-invalid',
    `The configuration in ${directory} cannot be read: ${problems.map((p) => `${p.path}: ${p.reason}`).join('; ')}`,
    { details: { problems } },
  );

/** Texts of files that are not written yet, by their names: what the directory will hold. */
export type ToBeWritten = ReadonlyMap<string, string>;

/** Whose files are no configuration but say what it is to do. */
export const TESTS_FOLDER = 'tests';

/** Where a top-level key stands, or for a list its entries: which file, and as which of its own entries. */
interface Origin {
  readonly file: ParsedFile;
  readonly entry: number;
}

interface Gathered {
  value: unknown;
  readonly place: string;
  readonly file: ParsedFile;
  /** Of a list, in the order of its entries. */
  readonly origins: Origin[];
}

/**
 * Reads every `*.yaml` of a directory and of its folders, but `tests`, as parts of one object: which file holds what is free, so that a
 * team may have a file of its own. Lists that stand in several files are one list, in the order of the files' names; anything
 * else has one place.
 *
 * @throws DomainError `configuration-invalid`, with every file, line and reason in `details.problems`
 */
export const loadConfigurationFiles = (
  directory: string,
  toBeWritten: ToBeWritten = new Map(),
): LoadedConfiguration => {
  const problems: ConfigurationProblem[] = [];
  const files = yamlFilesOf(directory, problems).map((name) =>
    parseFile(name, toBeWritten.get(name) ?? readText(directory, name, problems), problems),
  );
  const gathered = new Map<string, Gathered>();
  for (const file of files) {
    for (const { key, place, value } of topLevelOf(file, problems)) {
      const before = gathered.get(key);
      if (before === undefined) {
        gathered.set(key, { value, place, file, origins: originsOf(value, file) });
      } else if (Array.isArray(before.value) && Array.isArray(value)) {
        before.value = [...before.value, ...value];
        before.origins.push(...originsOf(value, file));
      } else {
        problems.push({
          path: place,
          reason: `"${key}" stands at ${before.place} already; only lists have several places`,
        });
      }
    }
  }
  if (problems.length > 0) throw refused(directory, problems);
  // Not by assignment: a key called __proto__ must stay a key.
  const raw = Object.fromEntries([...gathered].map(([key, { value }]) => [key, value]));
  return { raw, locate: (path) => locateIn(gathered, path) };
};

const originsOf = (value: unknown, file: ParsedFile): Origin[] =>
  Array.isArray(value) ? value.map((_, entry) => ({ file, entry })) : [];

/** The object that the files of a directory make together, not yet validated. @throws DomainError as `loadConfigurationFiles` */
export const loadConfiguration = (directory: string): Readonly<Record<string, unknown>> =>
  loadConfigurationFiles(directory).raw;

const yamlFilesOf = (directory: string, problems: ConfigurationProblem[]): string[] => {
  const names = namesBelow(directory, '', problems);
  if (names.length === 0) problems.push({ path: directory, reason: 'holds no *.yaml file' });
  return names.sort();
};

/** In folders, too; but what is hidden, and prose. */
const namesBelow = (directory: string, folder: string, problems: ConfigurationProblem[]): string[] =>
  entriesOf(join(directory, folder)).flatMap((entry) => {
    const name = join(folder, entry.name);
    if (entry.name.startsWith('.') || entry.name.endsWith('.md')) return [];
    if (entry.isDirectory()) return name === TESTS_FOLDER ? [] : namesBelow(directory, name, problems);
    if (entry.name.endsWith('.yaml')) return [name];
    problems.push({ path: name, reason: 'is not a *.yaml file; rename it, or move it elsewhere' });
    return [];
  });

/** Every `*.yaml` in one of its folders and below, by name; whatever stands beside them is nobody's concern. */
export const yamlFilesBelow = (directory: string, folder: string): string[] =>
  existsSync(join(directory, folder)) ? namesBelow(directory, folder, []).sort() : [];

const entriesOf = (directory: string) => {
  try {
    return readdirSync(directory, { withFileTypes: true });
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    const reason =
      code === 'ENOENT'
        ? 'there is no such directory'
        : code === 'ENOTDIR'
          ? 'is not a directory'
          : `cannot be read (${code})`;
    throw refused(directory, [{ path: directory, reason }]);
  }
};

const topLevelOf = (
  file: ParsedFile,
  problems: ConfigurationProblem[],
): { key: string; place: string; value: unknown }[] => {
  const { document, name, lines } = file;
  if (document.errors.length > 0 || document.contents === null) return [];
  if (!isMap(document.contents)) {
    problems.push({ path: `${name}:1:1`, reason: 'a file holds keys and their values, such as "services:"' });
    return [];
  }
  const values = valuesOf(file, problems);
  return document.contents.items.map(({ key }) => {
    const scalar = isScalar(key) ? String(key.value) : String(key);
    return { key: scalar, place: placeOf(name, lines, isNode(key) ? (key.range?.[0] ?? 0) : 0), value: values[scalar] };
  });
};

const locateIn = (gathered: ReadonlyMap<string, Gathered>, path: string): string | undefined => {
  const [key = '', ...rest] = stepsOf(path);
  const found = gathered.get(String(key));
  if (!found) return undefined;
  const [first, ...inner] = rest;
  if (first === undefined) return found.place;
  const origin = typeof first === 'number' ? found.origins[first] : undefined;
  return origin ? placeIn(origin.file, [key, origin.entry, ...inner]) : placeIn(found.file, [key, ...rest]);
};
