import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { describe, expect, it } from 'vitest';

const muster = (args: readonly string[], env: Record<string, string> = {}) =>
  spawnSync(process.execPath, ['cli/main.ts', ...args], {
    encoding: 'utf8',
    env: { PATH: process.env.PATH ?? '', ...env },
  });

describe('the muster command as a process', () => {
  it('can be executed', () => {
    expect(() => accessSync('cli/main.ts', constants.X_OK)).not.toThrow();
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

  it('shows no stack and no colour when nothing answers, and ends with 1', () => {
    const { status, stdout, stderr } = muster(['incident', 'list'], { MUSTER_URL: 'http://127.0.0.1:1' });
    expect([status, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(
      /^muster: http:\/\/127\.0\.0\.1:1 cannot be reached: .*\nStart Muster with `npm start`.*\n$/,
    );
  });
});
