import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import bundling from '../functions/bundling.json' with { type: 'json' };
import { ENVIRONMENTS } from '../functions/environment.ts';
import { type Bundle, bundleFunction, bytesByWay, LARGEST_ALERT_BYTES, LARGEST_HOT_BYTES } from './bundle.ts';

/**
 * Bundles each function as the stack does and prints its size and how long loading it takes beyond an empty handler: both
 * are what a cold start waits for. `npm run bundle-sizes -- --only=send-page --inputs=20` also names the largest inputs.
 */
const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    runs: { type: 'string', default: '21' },
    inputs: { type: 'string', default: '0' },
  },
});

const HOT: readonly string[] = bundling.hotFunctions;
const LONGEST_LOAD_MS = 25;

const out = mkdtempSync(join(tmpdir(), 'bundle-sizes-'));

const median = (numbers: readonly number[]): number =>
  [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? 0;

interface Load {
  readonly ms: number;
  /** Of the processor: what a busy machine adds least to. */
  readonly cpuMs: number;
}

/** In a process of its own each time, as a cold start is; measured inside it, so that starting node is not counted. */
const loadOnce = (file: string, sourceMaps: boolean): Load => {
  const script = `const s=process.hrtime.bigint(),c=process.cpuUsage();await import(${JSON.stringify(file)});const ms=Number(process.hrtime.bigint()-s)/1e6,{user,system}=process.cpuUsage(c);process.stdout.write(JSON.stringify({ms,cpuMs:(user+system)/1000}));process.exit(0)`;
  const { stdout, status, stderr } = spawnSync(
    process.execPath,
    [...(sourceMaps ? ['--enable-source-maps'] : []), '--input-type=module', '-e', script],
    {
      encoding: 'utf8',
      env: { PATH: process.env.PATH, AWS_REGION: 'us-east-1' },
    },
  );
  if (status !== 0) throw new Error(`${file} does not load: ${stderr}`);
  return JSON.parse(stdout) as Load;
};

const bundle = async (name: string): Promise<{ readonly file: string } & Bundle> => {
  const folder = join(out, name);
  return { file: join(folder, 'index.mjs'), ...(await bundleFunction(name, { folder })) };
};

/** What is read at a start, by package, or by our own folder. */
const partsOf = ({ inputs }: Bundle): [string, number][] => {
  const parts = new Map<string, number>();
  for (const [path, { bytesInOutput }] of Object.entries(inputs)) {
    const part = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 2).join('/');
    parts.set(part, (parts.get(part) ?? 0) + bytesInOutput);
  }
  return [...parts].sort((a, b) => b[1] - a[1]);
};

try {
  const empty = join(out, 'empty.mjs');
  writeFileSync(empty, 'export const handler = async () => {};\n');
  const runs = Number(values.runs);
  const names = Object.keys(ENVIRONMENTS).filter((name) => values.only === undefined || name === values.only);
  const bundles = await Promise.all(names.map(async (name) => ({ name, ...(await bundle(name)) })));
  // In turns, so that a busy moment of the machine slows all of them and not one.
  const times = new Map<string, Load[]>([['', []], ...names.map((name): [string, Load[]] => [name, []])]);
  for (let run = 0; run < runs; run += 1) {
    times.get('')?.push(loadOnce(empty, false));
    for (const { name, file } of bundles) times.get(name)?.push(loadOnce(file, !HOT.includes(name)));
  }
  const over = (name: string, of: keyof Load, by: (numbers: readonly number[]) => number): number =>
    by((times.get(name) ?? []).map((load) => load[of])) - by((times.get('') ?? []).map((load) => load[of]));
  const best = (numbers: readonly number[]): number => Math.min(...numbers);
  const baseline = median((times.get('') ?? []).map(({ ms }) => ms));
  console.log(
    `${'function'.padEnd(20)} ${'KB'.padStart(7)} ${'load ms'.padStart(8)} ${'best'.padStart(6)} ${'CPU ms'.padStart(7)} ${'best'.padStart(6)}   (median of ${runs}, over an empty handler's ${baseline.toFixed(1)} ms)`,
  );
  for (const { name, ...bundled } of bundles) {
    const { bytes } = bundled;
    const load = over(name, 'ms', median);
    // A busy machine makes any bundle slow to load; only the size is sure.
    const largest = LARGEST_HOT_BYTES[name] ?? Number.POSITIVE_INFINITY;
    if (bytes > largest) process.exitCode = 1;
    const isOver = HOT.includes(name) && (bytes > largest || load > LONGEST_LOAD_MS);
    console.log(
      `${name.padEnd(20)} ${(bytes / 1024).toFixed(0).padStart(7)} ${load.toFixed(1).padStart(8)} ${over(name, 'ms', best).toFixed(1).padStart(6)} ${over(name, 'cpuMs', median).toFixed(1).padStart(7)} ${over(name, 'cpuMs', best).toFixed(1).padStart(6)}${isOver ? '   over the budget' : ''}`,
    );
    for (const [part, size] of partsOf(bundled).slice(0, Number(values.inputs)))
      console.log(`    ${(size / 1024).toFixed(1).padStart(7)} KB  ${part}`);
  }
  for (const name of names.filter((one) => one in LARGEST_ALERT_BYTES)) {
    const largest = LARGEST_ALERT_BYTES[name] ?? 0;
    const ways = await bytesByWay(name);
    if (ways.some(([, bytes]) => bytes > largest)) process.exitCode = 1;
    const [first, ...others] = ways.map(([way, bytes]) => `${(bytes / 1024).toFixed(1)} KB for ${way}`);
    console.log(
      `\n${name}, when the first alert is understood: ${first} (the largest, of at most ${largest / 1024} KB) … ${others.at(-1)}`,
    );
  }
} finally {
  rmSync(out, { recursive: true, force: true });
}
