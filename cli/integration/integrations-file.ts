import { chmodSync, readdirSync, readFileSync, realpathSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { Document, isMap, isScalar, isSeq, LineCounter, parseDocument, type YAMLMap, type YAMLSeq } from 'yaml';
import { readConfigurationFiles } from '../../config/read-configuration.ts';
import { DomainError } from '../../domain/failure/domain-error.ts';
import { CommandFailed, EXIT } from '../terminal.ts';

/** An integration as it stands in a configuration file. */
export type IntegrationEntry = Readonly<Record<string, unknown>> & { readonly id: string };

interface Parsed {
  readonly document: Document.Parsed;
  readonly list: YAMLSeq | undefined;
  readonly lines: LineCounter;
}

const failed = (message: string, advice?: string): CommandFailed => new CommandFailed(message, advice, EXIT.usage);

/** YAML of an entry, as an item of a list. */
export const entryAsYaml = (entry: IntegrationEntry, indent = 2): string =>
  new Document([entry])
    .toString({ lineWidth: 0, flowCollectionPadding: false })
    .replaceAll(/^(?=.)/gm, ' '.repeat(indent));

const parse = (file: string, text: string): Parsed => {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const [error] = document.errors;
  if (error) throw failed(`${file}:${lines.linePos(error.pos[0]).line} is no YAML: ${error.message}`);
  const list = document.get('integrations', true);
  return { document, list: isSeq(list) ? list : undefined, lines };
};

/** The end of the line that the text before `offset` ends on. */
const endOfLine = (text: string, offset: number): number => {
  if (text[offset - 1] === '\n') return offset;
  const newline = text.indexOf('\n', offset);
  return newline < 0 ? text.length : newline + 1;
};

const splice = (text: string, from: number, to: number, put: string): string => {
  const before = text.slice(0, from);
  return `${before}${before === '' || before.endsWith('\n') || from !== to || !put.endsWith('\n') ? '' : '\n'}${put}${text.slice(to)}`;
};

/** Where a node's own text begins and ends. */
const rangeOf = (node: { range?: readonly number[] | null }): readonly [from: number, to: number] => {
  const [from = 0, to = 0] = node.range ?? [];
  return [from, to];
};

/** The text with an entry after the last integration; every other byte stays as it is. */
const withEntry = ({ document, list, lines }: Parsed, text: string, entry: IntegrationEntry): string => {
  const last = list?.items.at(-1);
  if (!list || list.flow || last === undefined) {
    // `integrations: []`, or nothing yet: there is no layout to keep to.
    if (list) {
      list.flow = false;
      list.add(document.createNode(entry));
    } else document.set('integrations', document.createNode([entry]));
    return document.toString({ lineWidth: 0, flowCollectionPadding: false });
  }
  const indent = lines.linePos(rangeOf(list)[0]).col - 1;
  const at = endOfLine(text, rangeOf(last as { range?: readonly number[] })[1]);
  return splice(text, at, at, entryAsYaml(entry, indent));
};

const withGenerations = ({ lines }: Parsed, text: string, entry: YAMLMap, generations: readonly number[]): string => {
  const value = `[${generations.join(', ')}]`;
  const present = entry.get('keyGenerations', true) as { range?: readonly number[] } | undefined;
  if (present?.range) {
    const [from, to] = rangeOf(present);
    const trailing = /\s*$/.exec(text.slice(from, to))?.[0] ?? '';
    return splice(text, from, to - trailing.length, value);
  }
  const source = entry.items.find(({ key }) => isScalar(key) && key.value === 'source');
  const [, end] = rangeOf(source?.value as { range?: readonly number[] });
  if (entry.flow) return splice(text, end, end, `, keyGenerations: ${value}`);
  const indent = lines.linePos(rangeOf(source?.key as { range?: readonly number[] })[0]).col - 1;
  const at = endOfLine(text, end);
  return splice(text, at, at, `${' '.repeat(indent)}keyGenerations: ${value}\n`);
};

const namesOrganisation = (directory: string): boolean =>
  readdirSync(directory).some(
    (name) => name.endsWith('.yaml') && /^organisation:/m.test(readFileSync(join(directory, name), 'utf8')),
  );

/** The configuration that a file is part of: its folder, or one above, where a team has a folder of its own. */
const configurationAround = (path: string): string => {
  const own = dirname(path);
  return [own, dirname(own), dirname(dirname(own))].find(namesOrganisation) ?? own;
};

/** One configuration file that is about to be changed: read, checked with its neighbours, and written as a whole. */
export class IntegrationsFile {
  readonly #path: string;
  readonly #text: string;
  readonly #parsed: Parsed;
  readonly #shown: string;

  /** @throws CommandFailed when it cannot be read or is no YAML */
  constructor(path: string) {
    this.#shown = path;
    try {
      // Behind a link lies the file that is to be replaced.
      this.#path = realpathSync(path);
      this.#text = readFileSync(this.#path, 'utf8');
    } catch (error) {
      throw failed(
        `${path} cannot be read: ${(error as Error).message}`,
        'Name the YAML file that your integrations stand in, such as config/acme/integrations.yaml.',
      );
    }
    this.#parsed = parse(path, this.#text);
  }

  /** @throws CommandFailed when the integrations stand in another file, or not in this one */
  entry(id: string): IntegrationEntry | undefined {
    const node = this.#nodeOf(id);
    return node?.toJS(this.#parsed.document) as IntegrationEntry | undefined;
  }

  get ids(): string[] {
    const { document, list } = this.#parsed;
    const entries = (list?.toJS(document) ?? []) as { id?: unknown }[];
    return entries.flatMap((entry) => (typeof entry?.id === 'string' ? [entry.id] : []));
  }

  /** @returns writes it @throws CommandFailed when the directory would not be a valid configuration */
  adding(entry: IntegrationEntry): Promise<() => string> {
    return this.#checked(withEntry(this.#parsed, this.#text, entry), entry.id, entry);
  }

  /** @returns writes it @throws CommandFailed when the directory would not be a valid configuration */
  rotating(id: string, generations: readonly number[]): Promise<() => string> {
    const node = this.#nodeOf(id);
    const entry = this.entry(id);
    if (!node || !entry) throw failed(`There is no integration "${id}" in ${this.#shown}.`);
    const text = withGenerations(this.#parsed, this.#text, node, generations);
    return this.#checked(text, id, { ...entry, keyGenerations: generations });
  }

  #nodeOf(id: string): YAMLMap | undefined {
    return this.#parsed.list?.items.find((item): item is YAMLMap => isMap(item) && item.get('id') === id);
  }

  async #checked(text: string, id: string, expected: IntegrationEntry): Promise<() => string> {
    const after = parse(this.#shown, text);
    const written = after.list?.items.find((item): item is YAMLMap => isMap(item) && item.get('id') === id);
    if (!sameEntry(written?.toJS(after.document), expected)) {
      throw failed(`${this.#shown} is laid out in a way that cannot be changed safely.`, 'Edit it by hand.');
    }
    try {
      const directory = configurationAround(this.#path);
      await readConfigurationFiles(directory, new Map([[relative(directory, this.#path), text]]));
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      throw failed(`${this.#shown} was not changed: ${error.message}`);
    }
    const line = after.lines.linePos(written?.range?.[0] ?? 0).line;
    return () => {
      const draft = `${this.#path}.new`;
      const { mode } = statSync(this.#path);
      writeFileSync(draft, text, { mode });
      chmodSync(draft, mode);
      renameSync(draft, this.#path);
      return `${this.#shown}:${line}`;
    };
  }
}

const sorted = (entry: object): string => JSON.stringify(Object.entries(entry).sort(([a], [b]) => (a < b ? -1 : 1)));

const sameEntry = (written: unknown, expected: IntegrationEntry): boolean =>
  typeof written === 'object' && written !== null && sorted(written) === sorted(expected);
