import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { Bench } from './muster-process.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const bench = new Bench();
afterEach(() => bench.clear());

/** What is written until it is ready, by a process whose output is no terminal. */
const written = (data: string, ...options: string[]): Promise<string> =>
  new Promise((done, fail) => {
    const child = spawn(process.execPath, ['embedded/main.ts', ...options], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, PORT: '0', SMTP_PORT: '0', MUSTER_DATA: data },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let text = '';
    const add = (part: Buffer): void => {
      text += part;
      if (/muster incident list|"url"/.test(text)) child.kill('SIGKILL');
    };
    child.stdout.on('data', add);
    child.stderr.on('data', add);
    child.on('error', fail);
    child.on('close', () => done(text));
  });

describe('What is told when it is ready', () => {
  it('holds no key where it goes into a log, but where the keys are; nor where programs read; and all of them where that is asked for', async () => {
    const data = bench.directory();
    const logged = await written(data);
    const token = readFileSync(join(data, 'admin-token'), 'utf8').trim();
    const keys = Object.values(
      JSON.parse(readFileSync(join(data, 'integrations.json'), 'utf8')) as Record<string, { key?: string }>,
    ).flatMap(({ key }) => key ?? []);
    expect(keys.length).toBeGreaterThan(3);
    for (const secret of [token, ...keys]) expect(logged).not.toContain(secret);
    expect(logged).toContain(join(data, 'admin-token'));
    // As it can be pasted: without it, a command looks where another Muster may be, or none.
    expect(logged).toContain(`  MUSTER_DATA=${data} npx muster incident list`);
    expect(logged).toMatch(/curl -d .*\/in\/generic\/<key>/);
    const json = await written(data, '--json');
    for (const secret of [token, ...keys]) expect(json).not.toContain(secret);
    expect(JSON.parse(json.split('\n')[0] ?? '')).toMatchObject({ tokenFile: join(data, 'admin-token') });
    const told = await written(data, '--json', '--keys');
    for (const secret of [token, ...keys]) expect(told).toContain(secret);
    const asked = await written(data, '--keys');
    expect(asked).toContain(token);
    expect(asked).toMatch(/curl -d .*\/in\/generic\/[a-z0-9]{32}/);
  }, 60_000);
});
