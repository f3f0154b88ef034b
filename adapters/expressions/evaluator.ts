import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import type { Asked, Made } from './exchanged.ts';

/** Of the heap; a process that needs more ends itself, and nothing else with it. */
export const MOST_MEGABYTES = 128;

/** Beside the bundle of a function, too: `lib/place-beside-bundle.ts`. */
const FOLDER = join(import.meta.dirname, 'apart');

/** How many jiffies a second has, on every Linux that Node runs on. */
const JIFFIES = 100;

/** A process that evaluates expressions, one at a time. */
export interface Evaluator {
  readonly ask: (asked: Asked) => void;
  /** Processor time that it has used, in milliseconds; undefined where the system does not tell. */
  readonly burntMs: () => number | undefined;
  readonly end: () => void;
  /** Whether this process waits for it before it ends. */
  readonly hold: (isHeld: boolean) => void;
}

export interface EvaluatorEvents {
  readonly ready: () => void;
  /** It has read what it was asked, and evaluates from here on. */
  readonly begun: () => void;
  readonly answered: (made: Made) => void;
  /** It ended by itself, or never began. */
  readonly gone: (error?: Error) => void;
}

const burntMsOf = ({ pid }: ChildProcess): number | undefined => {
  try {
    // The name of the command is in brackets, and may hold blanks: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').split(') ')[1]?.split(' ') ?? [];
    return ((Number(fields[11]) + Number(fields[12])) * 1000) / JIFFIES;
  } catch {
    return undefined;
  }
};

/** It may read its own code and nothing else, and start nothing: https://nodejs.org/docs/latest-v24.x/api/permissions.html */
const optionsOf = (jsonata: string): string[] => [
  '--permission',
  `--allow-fs-read=${FOLDER}/`,
  `--allow-fs-read=${dirname(jsonata)}/`,
  '--disallow-code-generation-from-strings',
  // A pattern that goes back too often is matched in linear time from there on: https://v8.dev/blog/non-backtracking-regexp
  '--enable-experimental-regexp-engine-on-excessive-backtracks',
  `--max-old-space-size=${MOST_MEGABYTES}`,
  '--max-semi-space-size=8',
];

export const startEvaluator = ({ answered, begun, gone, ready }: EvaluatorEvents): Evaluator => {
  const jsonata = createRequire(import.meta.url).resolve('jsonata');
  const child = spawn(process.execPath, [...optionsOf(jsonata), join(FOLDER, 'evaluator.mjs'), jsonata], {
    env: {},
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const { stdin, stdout } = child as unknown as { stdin: Writable; stdout: Readable };
  let isReady = false;
  let isOver = false;
  let parts: string[] = [];
  const over = (error?: Error): void => {
    if (isOver) return;
    isOver = true;
    gone(error);
  };
  const hear = (line: string): void => {
    if (!isReady) {
      isReady = true;
      ready();
    } else if (line === 'begun') begun();
    else answered(JSON.parse(line) as Made);
  };
  stdout.setEncoding('utf8');
  stdout.on('data', (data: string) => {
    let from = 0;
    for (let end = data.indexOf('\n'); end >= 0; end = data.indexOf('\n', from)) {
      if (isOver) return;
      const line = parts.join('') + data.slice(from, end);
      parts = [];
      from = end + 1;
      hear(line);
    }
    parts.push(data.slice(from));
  });
  // What it did not read any more it is not told; that it is gone is told below.
  stdin.on('error', () => {});
  child.on('error', over);
  child.on('exit', () => over());
  const handles = [child, stdin, stdout] as unknown as { ref?: () => void; unref?: () => void }[];
  return {
    ask: (asked) => void stdin.write(`${JSON.stringify(asked)}\n`),
    burntMs: () => burntMsOf(child),
    end: () => {
      isOver = true;
      child.kill('SIGKILL');
      stdin.destroy();
      stdout.destroy();
    },
    hold: (isHeld) => {
      for (const handle of handles) isHeld ? handle.ref?.() : handle.unref?.();
    },
  };
};
