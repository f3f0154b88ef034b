import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { FOLDER, fresh, MADE, stampOf } from '../../embedded/bundled-start.js';

const root = join(import.meta.dirname, '..', '..');
const clone = mkdtempSync(join(tmpdir(), 'muster-bundled-'));
afterAll(() => rmSync(clone, { recursive: true, force: true }));

const folder = join(clone, 'cache');
const inputs = ['one.ts', 'two.ts'];

const make = (changes: Readonly<Record<string, unknown>> = {}): void => {
  const stamps = Object.fromEntries(inputs.map((input) => [input, stampOf(join(clone, input))]));
  const made = { of: clone, node: process.version, file: 'start.cjs', stamps, ...changes };
  writeFileSync(join(folder, 'start.cjs'), '');
  writeFileSync(join(folder, MADE), JSON.stringify(made));
};

beforeEach(() => {
  mkdirSync(folder, { recursive: true });
  for (const input of inputs) writeFileSync(join(clone, input), `export const said = '${input}';\n`);
  make();
});

describe('a bundle of a start is taken', () => {
  test('where everything is as it was when it was made', () => {
    expect(fresh(clone, folder)).toBe(join(folder, 'start.cjs'));
  });

  test.each<[string, () => void]>([
    ['a file was changed', () => writeFileSync(join(clone, 'two.ts'), "export const said = 'else';\n")],
    [
      'a file was changed to one as long, and its time set back',
      () => {
        const { atimeMs, mtimeMs } = statSync(join(clone, 'two.ts'));
        writeFileSync(join(clone, 'two.ts'), "export const said = 'owt.ts';\n");
        utimesSync(join(clone, 'two.ts'), atimeMs / 1000, mtimeMs / 1000);
      },
    ],
    ['a file is gone', () => rmSync(join(clone, 'one.ts'))],
    ['it was made in another place', () => make({ of: `${clone}-elsewhere` })],
    ['it was made by another Node', () => make({ node: 'v24.0.0' })],
    ['it is gone itself', () => rmSync(join(folder, 'start.cjs'))],
    ['what it was made of cannot be read', () => writeFileSync(join(folder, MADE), '{')],
    ['there is none', () => rmSync(folder, { recursive: true })],
  ])('but not where %s', (_, happens) => {
    happens();
    expect(fresh(clone, folder)).toBeUndefined();
  });
});

test('a clone starts from the bundle that it made, and says what it says without', { timeout: 120_000 }, async () => {
  const node = (...args: string[]) => spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  expect(node('packages/bundle-start.ts')).toMatchObject({ status: 0, stderr: '' });
  expect(fresh()?.startsWith(join(FOLDER, 'start-'))).toBe(true);
  expect(node('embedded/launch.js', '--help')).toMatchObject({
    status: 0,
    stdout: node('embedded/main.ts', '--help').stdout,
  });
  const child = spawn(process.execPath, ['embedded/launch.js', '--json'], {
    cwd: root,
    env: { ...process.env, PORT: '0', SMTP_PORT: '0', MUSTER_DATA: join(clone, 'data') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string];
    const { url } = JSON.parse(line) as { url: string };
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
  }
});
