import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { placeBeside } from '../../lib/place-beside-bundle.ts';

const folder = mkdtempSync(join(tmpdir(), 'beside-'));
afterEach(() => rmSync(join(folder, 'node_modules'), { recursive: true, force: true }));

const place = (bundle: string): void => {
  writeFileSync(join(folder, 'index.mjs'), bundle);
  placeBeside(folder);
};

test('what a bundle loads when it needs it lies beside it, and can be loaded from there', () => {
  place(`export const load = async () => (await import("jsonata")).default('1 + 1').evaluate({});`);
  const script = `process.stdout.write(String(await (await import(${JSON.stringify(join(folder, 'index.mjs'))})).load()))`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })).toBe(
    '2',
  );
});

test('a bundle that never loads it carries nothing of it', () => {
  place('export const handler = () => {};');
  expect(existsSync(join(folder, 'node_modules'))).toBe(false);
});

test('a bundle that evaluates expressions has beside it what they run in, and it answers from there', () => {
  const source = join(import.meta.dirname, '../../adapters/expressions/expressions-apart.ts');
  execFileSync(join(import.meta.dirname, '../../node_modules/.bin/esbuild'), [
    source,
    '--bundle',
    '--platform=node',
    '--format=esm',
    '--log-level=error',
    `--outfile=${join(folder, 'index.mjs')}`,
  ]);
  placeBeside(folder);
  const script = `const { expressionsApart } = await import(${JSON.stringify(join(folder, 'index.mjs'))});
    process.stdout.write(await expressionsApart().evaluate('a + 1', { a: 1 }, 0));`;
  expect(execFileSync(process.execPath, ['--input-type=module', '-e', script], { cwd: folder, encoding: 'utf8' })).toBe(
    '2',
  );
});
