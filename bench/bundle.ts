import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build, type Metafile } from 'esbuild';
import { functionBundle } from '../lib/function-bundle.ts';
import { SOURCES } from '../sources/index.ts';

const root = join(import.meta.dirname, '..');

export interface Bundle {
  /** What is read when it starts: its first file, and whatever that and its imports import. */
  readonly bytes: number;
  /** What is read by the time that these were loaded as well, each by the path of its source: `sources/github.ts`. */
  readonly bytesWith: (...loaded: readonly string[]) => number;
  /** The sources of what is read when it starts. */
  readonly inputs: Readonly<Record<string, { readonly bytesInOutput: number }>>;
  readonly metafile: Metafile;
  /** All of its code, where it was not written to files. */
  readonly text: string;
}

/**
 * Bundles a function as the stack does.
 *
 * @param options.folder where it is written; nowhere, when undefined
 * @param options.readable keeps names and lines as they are
 */
export const bundleFunction = async (
  name: string,
  options: { readonly folder?: string; readonly readable?: boolean } = {},
): Promise<Bundle> => {
  const { metafile, outputFiles = [] } = await build({
    ...functionBundle(name, options.folder ?? join(root, 'unwritten', name)),
    write: options.folder !== undefined,
    minify: !options.readable,
    metafile: true,
  });
  const { outputs } = metafile;
  const written = (source: string): string => {
    const [path] = Object.entries(outputs).find(([, { entryPoint }]) => entryPoint === source) ?? [];
    if (path === undefined) throw new Error(`${name} loads no ${source} by itself.`);
    return path;
  };
  const reach = (path: string, seen: Set<string>): Set<string> => {
    const output = outputs[path];
    if (output === undefined || seen.has(path)) return seen;
    seen.add(path);
    for (const imported of output.imports) if (imported.kind === 'import-statement') reach(imported.path, seen);
    return seen;
  };
  const readWith = (...loaded: readonly string[]): Set<string> =>
    [`functions/${name}.ts`, ...loaded].reduce((seen, source) => reach(written(source), seen), new Set<string>());
  const bytesOf = (paths: ReadonlySet<string>): number =>
    [...paths].reduce((bytes, path) => bytes + (outputs[path]?.bytes ?? 0), 0);
  const atStart = readWith();
  return {
    bytes: bytesOf(atStart),
    bytesWith: (...loaded) => bytesOf(readWith(...loaded)),
    inputs: Object.assign({}, ...[...atStart].map((path) => outputs[path]?.inputs)),
    metafile,
    text: outputFiles
      .filter(({ path }) => path.endsWith('.mjs'))
      .map(({ text }) => text)
      .join('\n'),
  };
};

/**
 * What each function that a page waits for may read when it starts, in bytes: that is what a cold start waits for. What is aimed at is
 * 220 KB, and 150 KB where no sources are read. The budgets stand where the functions are: they may fall and not rise.
 */
export const LARGEST_HOT_BYTES: Readonly<Record<string, number>> = {
  'receive-webhook': 174 * 1024,
  'classify-alerts': 163 * 1024,
  'send-page': 140 * 1024,
  'page-next-level': 88 * 1024,
};

/** What they may have read when the first alert was understood, of whichever sender: that takes its source, too. */
export const LARGEST_ALERT_BYTES: Readonly<Record<string, number>> = {
  'receive-webhook': 192 * 1024,
  'classify-alerts': 171 * 1024,
};

const OF_TOPICS = ['intake/aws/receive-topic-message.ts', 'adapters/http/sns-endpoint.ts'];

/** What is loaded beside what is read at the start, way by way, for an alert that comes to an address of `receive-webhook`. */
const waysOfRequests = async (): Promise<[string, readonly string[]][]> => {
  const written = ['email', 'report'];
  const requested = SOURCES.filter(({ id }) => !written.includes(id));
  const doors = (await readFile(join(root, 'intake', 'receive-request.ts'), 'utf8')).matchAll(
    /import\('\.\/(pagerduty\/[a-z0-9-]+\.ts)'\)/g,
  );
  return [
    ...requested.map(({ id }): [string, string[]] => [id, [`sources/${id}.ts`]]),
    ...requested
      .filter(({ awsEvent }) => awsEvent !== undefined)
      .map(({ id }): [string, string[]] => [`${id} by a topic`, [`sources/${id}.ts`, ...OF_TOPICS]]),
    ...Array.from(doors, ([, door = '']): [string, string[]] => [door, [`intake/${door}`]]),
  ];
};

/** The ways on which alerts come to a function, and what it has read when it has understood the first that comes so, in bytes. */
export const bytesByWay = async (name: keyof typeof LARGEST_ALERT_BYTES): Promise<[string, number][]> => {
  const { bytesWith } = await bundleFunction(name);
  const ways: [string, readonly string[]][] =
    name === 'receive-webhook'
      ? await waysOfRequests()
      : SOURCES.filter(({ awsEvent }) => awsEvent !== undefined).map(({ id }) => [id, [`sources/${id}.ts`]]);
  return ways.map(([way, loaded]): [string, number] => [way, bytesWith(...loaded)]).sort(([, a], [, b]) => b - a);
};
