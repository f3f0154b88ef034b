import { type ChildProcess, execFileSync, type SpawnOptions, spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Server and load each have a core of their own, where the machine lets us say so. */
export interface Cores {
  readonly pinned: boolean;
  readonly text: string;
}

const SERVER_CORE = '0';
const LOAD_CORE = '1';

const TICKS_PER_SECOND = 100;

/** Moves this process, the load generator, to its core. */
export const pinLoad = (): Cores => {
  const able =
    availableParallelism() > 1 &&
    spawnSync('taskset', ['-a', '-c', '-p', LOAD_CORE, String(process.pid)], { stdio: 'ignore' }).status === 0;
  return able
    ? {
        pinned: true,
        text: `server on core ${SERVER_CORE}, load on core ${LOAD_CORE} (taskset)`,
      }
    : { pinned: false, text: 'NOT PINNED (no taskset, or one core only): server and load may share a core' };
};

/** Starts a server on its core; ended by whoever started it, by its pid. */
export const spawnPinned = (
  cores: Cores,
  command: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess =>
  cores.pinned ? spawn('taskset', ['-c', SERVER_CORE, command, ...args], options) : spawn(command, args, options);

/** Seconds of processor time that a process has used so far. */
export const processorSeconds = (pid: number): number => {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
};

export const residentBytes = (pid: number): number => {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Number(kilobytes) * 1024;
};

/** The kind of file system that a directory is on: a figure of durable writes in memory would be none. */
export const fileSystemOf = (directory: string): string =>
  execFileSync('stat', ['--file-system', '--format=%T', directory], { encoding: 'utf8' }).trim();
