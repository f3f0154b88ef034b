import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const muster = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['cli/muster.js', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', MUSTER_PROFILES: '/nonexistent/profiles.json', ...env },
  });

describe('the muster command as a process', () => {
  it('can be executed', () => {
    expect(() => accessSync('cli/muster.js', constants.X_OK)).not.toThrow();
  });

  it('tells its help on the output, with its exit codes, and ends with 0', () => {
    const { status, stdout, stderr } = muster(['--help']);
    expect([status, stderr]).toEqual([0, '']);
    expect(stdout).toContain('Exit codes: 0 done, 1 refused or a check failed, 2 not understood.');
  });

  it('tells its usage on the error stream without a command, and ends with 2', () => {
    const { status, stdout } = muster([]);
    expect([status, stdout]).toEqual([2, '']);
  });

  it('says what it needs on an old Node, and loads nothing that an old Node cannot read', () => {
    const old = 'data:text/javascript,Object.defineProperty(process.versions,"node",{value:"20.20.2"})';
    const { status, stdout, stderr } = spawnSync(process.execPath, ['--import', old, 'cli/muster.js', '--version'], {
      encoding: 'utf8',
    });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^muster: This takes Node 24 or newer; this is Node 20\.20\.2 /);
    expect(stderr).not.toMatch(/\n\s+at /);
  });

  it('ends quietly when its reader has gone', () => {
    const command = `"${process.execPath}" cli/muster.js completion bash | true; echo "\${PIPESTATUS[0]}"`;
    const { stdout, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect([stdout, stderr]).toEqual(['0\n', '']);
  });

  it.skipIf(!existsSync('/dev/full'))('says in a line that its output cannot be written', () => {
    const command = `"${process.execPath}" cli/muster.js --help > /dev/full`;
    const { status, stderr } = spawnSync('bash', ['-c', command], { encoding: 'utf8' });
    expect(status).toBe(1);
    expect(stderr).toMatch(/^muster: the output cannot be written: ENOSPC[^\n]*\n$/);
  });

  it('shows no stack and no colour when nothing answers, and ends with 1', () => {
    const { status, stdout, stderr } = muster(['incident', 'list'], { MUSTER_URL: 'http://127.0.0.1:1' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^muster: http:\/\/127\.0\.0\.1:1 cannot be reached: .*\nStart Muster with `npm start`.*\n$/,
    );
  });
});
