import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Document, isAlias, isNode, LineCounter, type Node, parseDocument } from 'yaml';
import type { ConfigurationProblem } from '../domain/configuration/parse-configuration.ts';

/** A file of YAML, of which every part knows its place. */
export interface ParsedFile {
  /** Below the directory: `teams/payments.yaml`. */
  readonly name: string;
  readonly document: Document.Parsed;
  readonly lines: LineCounter;
}

/** What is no YAML in it is told, and the rest is there all the same. */
export const parseFile = (name: string, text: string, problems: ConfigurationProblem[]): ParsedFile => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  for (const problem of [...document.errors, ...document.warnings]) {
    problems.push({ path: placeOf(name, lines, problem.pos[0]), reason: problem.message });
  }
  return { name, document, lines };
};

/** Empty where it cannot be read, which is told. */
export const readText = (directory: string, name: string, problems: ConfigurationProblem[]): string => {
  try {
    return readFileSync(join(directory, name), 'utf8');
  } catch (cause) {
    problems.push({ path: name, reason: `cannot be read (${(cause as NodeJS.ErrnoException).code})` });
    return '';
  }
};

/** `services.yaml:14:11`. */
export const placeOf = (name: string, lines: LineCounter, offset: number): string => {
  const { line, col } = lines.linePos(offset);
  return `${name}:${line}:${col}`;
};

/** Resolving aliases may fail late: a handful of lines can stand for a million values. */
export const valuesOf = ({ document, name }: ParsedFile, problems: ConfigurationProblem[]): Record<string, unknown> => {
  try {
    return document.toJS({ maxAliasCount: 100 }) as Record<string, unknown>;
  } catch (cause) {
    problems.push({ path: name, reason: (cause as Error).message });
    return {};
  }
};

const nodeAt = (document: Document.Parsed, steps: readonly (string | number)[]): Node | undefined => {
  let node: unknown = document.contents;
  for (const step of steps) {
    if (isAlias(node)) node = node.resolve(document);
    node = (node as { get?: (key: string | number, keepScalar: true) => unknown } | undefined)?.get?.(step, true);
  }
  return isNode(node) ? node : undefined;
};

/** Where the part at these steps stands, or the nearest around it that stands somewhere. */
export const placeIn = (
  { document, lines, name }: ParsedFile,
  steps: readonly (string | number)[],
): string | undefined => {
  for (let length = steps.length; length > 0; length -= 1) {
    const node = nodeAt(document, steps.slice(0, length));
    if (node?.range) return placeOf(name, lines, node.range[0]);
  }
  return undefined;
};

/** `services.2.team` as the steps to it. */
export const stepsOf = (path: string): (string | number)[] =>
  path.split('.').map((step) => (/^\d+$/.test(step) ? Number(step) : step));
