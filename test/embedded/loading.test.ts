import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..', '..');
const directory = mkdtempSync(join(tmpdir(), 'muster-loading-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
const loading = pathToFileURL(join(root, 'embedded', 'loading.js')).href;

/** What a program prints that imports `embedded/loading.js`, then `name`. */
const importing = (name: string) => {
  const program = join(directory, 'program.mjs');
  writeFileSync(
    program,
    `import ${JSON.stringify(loading)};\nconsole.log((await import(${JSON.stringify(name)})).said);\n`,
  );
  return node(program);
};

test('a program that is launched says what it says when it is started itself', () => {
  const launched = node('embedded/launch.js', '--help');
  expect(launched).toMatchObject({ status: 0, stderr: '' });
  expect(launched.stdout).toBe(node('embedded/main.ts', '--help').stdout);
  expect(launched.stdout).toContain('npm start');
});

test('what has been compiled is kept beside the packages', () => {
  const { stdout } = node(
    '-p',
    `import(${JSON.stringify(loading)}).then(() => console.log(module.getCompileCacheDir())), ''`,
  );
  expect(stdout).toContain(join(root, 'node_modules', '.cache', 'compiled'));
});

test.each(['./said.ts', './said.js', './said.mjs'])('%s is the file of that name', (name) => {
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(directory, name), `export const said${name.endsWith('.ts') ? ': string' : ''} = 'by ${name}';\n`);
  expect(importing(name)).toMatchObject({ stdout: `by ${name}\n`, status: 0 });
});

test('a CommonJS file is told from a module, as without it', () => {
  writeFileSync(join(directory, 'package.json'), '{}');
  writeFileSync(join(directory, 'common.js'), "exports.said = 'by require';\n");
  expect(importing('./common.js')).toMatchObject({ stdout: 'by require\n', status: 0 });
});

test('a file that is not there is named', () => {
  const { status, stderr } = importing('./absent.ts');
  expect(status).toBe(1);
  expect(stderr).toContain('absent.ts');
});
