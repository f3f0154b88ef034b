/**
 * Whether the API is what its document says, and the document what such documents should be: lints `docs/openapi.json` by the rules that
 * others go by, then asks an embedded Muster, on loopback, whatever the document allows and what it does not. Closes with
 * `N passed, N failed`. Run with `npm run conformance`; a different seed with `-- --seed 5`.
 *
 * Its three programs are got into `.muster/conformance`, for they are larger than everything else that `npm ci` installs.
 */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../clients/programs/program.ts';
import { startEmbeddedTarget } from '../e2e/targets/embedded.ts';

const LINTERS = ['@stoplight/spectral-cli@6.16.3', '@redocly/cli@2.77.0'];
const SCHEMATHESIS = 'schemathesis==4.32.5';
const DOWNLOAD_WITHIN_MS = 600_000;
const ASKS_WITHIN_MS = 900_000;

const { values } = parseArgs({
  options: { seed: { type: 'string', default: '20261121' }, examples: { type: 'string', default: '5' } },
});

const root = resolve(import.meta.dirname, '..', '..');
const cache = join(root, '.muster', 'conformance');
const document = join(root, 'docs', 'openapi.json');
const here = (name: string): string => join(import.meta.dirname, name);

/** Gets what is not there yet; the versions are exact. */
const once = async (name: string, get: (folder: string) => Promise<unknown>): Promise<string> => {
  const folder = join(cache, name);
  const done = join(folder, 'done');
  if (existsSync(done)) return folder;
  process.stdout.write(`Getting ${name} …\n`);
  mkdirSync(folder, { recursive: true });
  await get(folder);
  writeFileSync(done, '');
  return folder;
};

const linter = async (program: string): Promise<string> => {
  const folder = await once('linters', (prefix) =>
    runProgram('npm', ['install', '--prefix', prefix, '--no-audit', '--no-fund', '--ignore-scripts', ...LINTERS], {
      withinMs: DOWNLOAD_WITHIN_MS,
    }),
  );
  return join(folder, 'node_modules', '.bin', program);
};

const schemathesis = async (): Promise<string> => {
  const folder = await once('schemathesis', async (environment) => {
    await runProgram('python3', ['-m', 'venv', environment], { withinMs: DOWNLOAD_WITHIN_MS });
    const pip = ['install', '--quiet', '--disable-pip-version-check', SCHEMATHESIS];
    await runProgram(join(environment, 'bin', 'pip'), pip, { withinMs: DOWNLOAD_WITHIN_MS });
  });
  return join(folder, 'bin', 'schemathesis');
};

/** A Muster of the example company, with an incident for whoever asks about one. */
const withMuster = async <T>(ask: (url: string, token: string) => Promise<T>): Promise<T> => {
  const workDirectory = mkdtempSync(join(tmpdir(), 'muster-conformance-'));
  const configurationDirectory = join(workDirectory, 'configuration');
  cpSync(join(root, 'config', 'example'), configurationDirectory, { recursive: true });
  const target = await startEmbeddedTarget({ configurationDirectory, workDirectory });
  try {
    const data = (file: string): string => readFileSync(join(workDirectory, 'data', file), 'utf8').trim();
    const token = data('admin-token');
    const { generic } = JSON.parse(data('integrations.json')) as { generic: { url: string } };
    await target.http({
      method: 'POST',
      path: '/v1/incidents',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ title: 'Asked about', service: 'reporting' }),
    });
    return await ask(new URL(generic.url).origin, token);
  } finally {
    await target.stop();
    rmSync(workDirectory, { recursive: true, force: true });
  }
};

const CHECKS: Readonly<Record<string, () => Promise<string>>> = {
  spectral: async () =>
    runProgram(await linter('spectral'), [
      'lint',
      document,
      '--ruleset',
      here('spectral.yaml'),
      '--fail-severity',
      'hint',
    ]),
  redocly: async () => {
    // It has a status of its own for errors alone.
    const told = await runProgram(await linter('redocly'), [
      'lint',
      document,
      '--config',
      here('redocly.yaml'),
      '--format',
      'json',
    ]);
    const { totals } = JSON.parse(told.slice(told.indexOf('{'))) as { totals: { errors: number; warnings: number } };
    if (totals.errors + totals.warnings > 0) throw new Error(told);
    return '0 errors, 0 warnings';
  },
  schemathesis: async () => {
    const program = await schemathesis();
    return withMuster((url, token) =>
      runProgram(
        program,
        [
          ...['--config-file', here('schemathesis.toml'), 'run', document, '--url', url],
          ...['--header', `Authorization: Bearer ${token}`, '--seed', values.seed, '--max-examples', values.examples],
          ...['--phases', 'examples,coverage,fuzzing', '--no-color'],
        ],
        // It leaves notes where it runs.
        { directory: cache, withinMs: ASKS_WITHIN_MS },
      ),
    );
  },
};

let passed = 0;
let failed = 0;
for (const [name, check] of Object.entries(CHECKS)) {
  try {
    const told = await check();
    passed += 1;
    process.stdout.write(`\n${name}: ${told.trim().split('\n').slice(-12).join('\n')}\n`);
  } catch (error) {
    failed += 1;
    process.stdout.write(`\n*** ${name}: ${(error as Error).message}\n`);
  }
}
process.stdout.write(`\n${passed} passed, ${failed} failed\n`);
process.exitCode = failed === 0 ? 0 : 1;
