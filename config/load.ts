import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isAlias, isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigurationProblem } from '../domain/configuration/parse-configuration.ts';
import { DomainError } from '../domain/failure/domain-error.ts';

/** What the files of a directory hold, and where each part of it stands. */
export interface LoadedConfiguration {
  readonly raw: Readonly<Record<string, unknown>>;
  /** `services.2.team` → `services.yaml:14:11`; the nearest part that does stand somewhere, or nothing. */
  readonly locate: (path: string) => string | undefined;
}

interface ParsedFile {
  readonly name: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

const refused = (directory: string, problems: readonly ConfigurationProblem[]): DomainError =>
  new DomainError(
    'configuration-invalid',
    `The configuration in ${directory} cannot be read: ${problems.map((p) => `${p.path}: ${p.reason}`).join('; ')}`,
    { details: { problems } },
  );

/** Texts of files that are not written yet, by their names: what the directory will hold. */
export type ToBeWritten = ReadonlyMap<string, string>;

/**
 * Reads every `*.yaml` of a directory as parts of one object: which file holds which top-level key is free, but each key
 * has one place.
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
  const placeOfKey = new Map<string, string>();
  const fileOfKey = new Map<string, ParsedFile>();
  const values = new Map<string, unknown>();
  for (const file of files) {
    for (const { key, place, value } of topLevelOf(file, problems)) {
      const before = placeOfKey.get(key);
      if (before) {
        problems.push({ path: place, reason: `"${key}" stands at ${before} already; a key has one place` });
        continue;
      }
      placeOfKey.set(key, place);
      fileOfKey.set(key, file);
      values.set(key, value);
    }
  }
  if (problems.length > 0) throw refused(directory, problems);
  // Not by assignment: a key called __proto__ must stay a key.
  return { raw: Object.fromEntries(values), locate: (path) => locateIn(fileOfKey, path) };
};

/** The object that the files of a directory make together, not yet validated. @throws DomainError as `loadConfigurationFiles` */
export const loadConfiguration = (directory: string): Readonly<Record<string, unknown>> =>
  loadConfigurationFiles(directory).raw;

const yamlFilesOf = (directory: string, problems: ConfigurationProblem[]): string[] => {
  const names: string[] = [];
  for (const entry of entriesOf(directory)) {
    if (entry.name.startsWith('.') || entry.name.endsWith('.md')) continue;
    if (entry.isDirectory())
      problems.push({ path: entry.name, reason: 'is a directory; configuration files stand side by side' });
    else if (entry.name.endsWith('.yaml')) names.push(entry.name);
    else problems.push({ path: entry.name, reason: 'is not a *.yaml file; rename it, or move it elsewhere' });
  }
  if (names.length === 0) problems.push({ path: directory, reason: 'holds no *.yaml file' });
  return names.sort();
};

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

const parseFile = (name: string, text: string, problems: ConfigurationProblem[]): ParsedFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const problem of [...document.errors, ...document.warnings]) {
    problems.push({ path: placeOf(name, lines, problem.pos[0]), reason: problem.message });
  }
  return { name, document, lines };
};

const readText = (directory: string, name: string, problems: ConfigurationProblem[]): string => {
  try {
    return readFileSync(join(directory, name), 'utf8');
  } catch (cause) {
    problems.push({ path: name, reason: `cannot be read (${(cause as NodeJS.ErrnoException).code})` });
    return '';
  }
};

const placeOf = (name: string, lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${name}:${line}:${col}`;
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

/** Resolving aliases may fail late: a handful of lines can stand for a million values. */
const valuesOf = ({ document, name }: ParsedFile, problems: ConfigurationProblem[]): Record<string, unknown> => {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  } catch (cause) {
    problems.push({ path: name, reason: (cause as Error).message });
    return {};
  }
};

const locateIn = (fileOfKey: ReadonlyMap<string, ParsedFile>, path: string): string | undefined => {
  const steps = path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
  const file = fileOfKey.get(String(steps[0]));
  if (!file) return undefined;
  for (let length = steps.length; length > 0; length -= 1) {
    const node = nodeAt(file.document, steps.slice(0, length));
    if (node?.range) return placeOf(file.name, file.lines, node.range[0]);
  }
  return undefined;
};

const nodeAt = (document: Document.Parsed, steps: readonly (string | number)[]): Node | undefined => {
  let node: unknown = document.contents;
  for (const step of steps) {
    if (isAlias(node)) node = node.resolve(document);
    node = (node as { get?: (key: string | number, keepScalar: true) => unknown } | undefined)?.get?.(step, true);
  }
  return isNode(node) ? node : undefined;
};
