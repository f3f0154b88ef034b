import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runToEnd } from './child-process.ts';

const requirements = join(import.meta.dirname, 'requirements.txt');

/** Newest first. A name on the path proves nothing (version managers leave stubs there), so each is asked. */
const candidates = ['python3.14', 'python3.13', 'python3.12', 'python3.11', 'python3.10', 'python3'];

/** MiniStack needs 3.10. */
const oldest = [3, 10] as const;

/**
 * The Python of a virtual environment in `directory` that holds exactly what requirements.txt names. Made on first use,
 * made again when requirements.txt changes, otherwise reused.
 */
export async function pythonEnvironment(directory: string): Promise<string> {
  const python = join(directory, 'venv', 'bin', 'python');
  const installed = join(directory, 'venv', 'installed-requirements.txt');
  const wanted = readFileSync(requirements, 'utf8');
  if (existsSync(installed) && readFileSync(installed, 'utf8') === wanted && existsSync(python)) return python;

  mkdirSync(directory, { recursive: true });
  rmSync(join(directory, 'venv'), { recursive: true, force: true });
  const logFile = join(directory, 'python-environment.log');
  const options = { cwd: directory, env: process.env, logFile, withinMs: 180_000 };
  await runToEnd(findPython(), ['-m', 'venv', join(directory, 'venv')], options);
  await runToEnd(python, ['-m', 'pip', 'install', '--disable-pip-version-check', '-r', requirements], options);
  writeFileSync(installed, wanted);
  return python;
}

/** A Python that is new enough and can make virtual environments; otherwise says what to install. */
function findPython(): string {
  const recentEnough = candidates.filter((name) => isRecentEnough(name));
  if (recentEnough.length === 0) {
    throw new Error(
      `The emulator needs Python ${oldest.join('.')} or later; none of ${candidates.join(', ')} answers. ` +
        'Install one (Debian: apt-get install python3 python3-venv).',
    );
  }
  const usable = recentEnough.find((name) => answers(name, 'import venv, ensurepip') !== undefined);
  if (usable === undefined) {
    throw new Error(
      `${recentEnough.join(', ')} cannot make virtual environments: the modules venv and ensurepip are missing. ` +
        'On Debian and Ubuntu: apt-get install python3-venv.',
    );
  }
  return usable;
}

function isRecentEnough(name: string): boolean {
  const version = answers(name, 'import sys; print(sys.version_info[0], sys.version_info[1])');
  const [major = 0, minor = 0] = (version ?? '').trim().split(' ').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** What a Python prints for a statement; nothing when there is no such Python or the statement fails. */
function answers(python: string, statement: string): string | undefined {
  const { status, stdout } = spawnSync(python, ['-c', statement], { encoding: 'utf8', timeout: 20_000 });
  return status === 0 ? stdout : undefined;
}
