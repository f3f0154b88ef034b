import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = resolve(import.meta.dirname, '../..');

export interface ReadyLine {
  readonly url: string;
  readonly token: string;
  readonly integrations: Readonly<
    Record<string, { readonly url?: string; readonly address?: string; readonly key?: string }>
  >;
  readonly outbox: string;
  readonly smtp?: string;
}

export interface Line {
  readonly kind: string;
  readonly text: string;
  readonly incident?: string;
}

export const temporaryDirectory = (): string => mkdtempSync(join(tmpdir(), 'muster-process-'));

/** The real `node embedded/main.ts --json`, on a free port. */
export class MusterProcess {
  readonly lines: Line[] = [];
  readonly exited: Promise<number | NodeJS.Signals | null>;
  stderr = '';
  private readonly child: ChildProcess;
  private readonly ready = Promise.withResolvers<ReadyLine>();
  private changed = Promise.withResolvers<void>();

  constructor(environment: Readonly<Record<string, string>>, options: readonly string[] = []) {
    this.child = spawn(process.execPath, ['embedded/main.ts', '--json', '--keys', ...options], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, PORT: '0', SMTP_PORT: '0', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const { stdout, stderr } = this.child;
    if (!stdout || !stderr) throw new Error('the process has no output');
    createInterface({ input: stdout }).on('line', (text) => {
      const line = JSON.parse(text) as Line | ReadyLine;
      if ('url' in line) this.ready.resolve(line);
      else this.lines.push(line);
      this.changed.resolve();
      this.changed = Promise.withResolvers<void>();
    });
    stderr.on('data', (data) => {
      this.stderr += String(data);
    });
    this.exited = new Promise((ended) => {
      this.child.on('exit', (code, signal) => {
        this.ready.reject(new Error(`Muster ended before it was ready: ${this.stderr}`));
        ended(code ?? signal);
      });
    });
    this.ready.promise.catch(() => {});
  }

  whenReady(): Promise<ReadyLine> {
    return this.ready.promise;
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  async end(name: NodeJS.Signals = 'SIGTERM'): Promise<number | NodeJS.Signals | null> {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill(name);
    return this.exited;
  }

  /** The first line for which `wanted` holds; fails after ten seconds. */
  async told(wanted: (line: Line) => boolean): Promise<Line> {
    const late = AbortSignal.timeout(10_000);
    for (;;) {
      const found = this.lines.find(wanted);
      if (found) return found;
      if (late.aborted) throw new Error(`never told; told were ${this.lines.map((line) => line.kind).join(', ')}`);
      await Promise.race([this.changed.promise, new Promise((again) => setTimeout(again, 100))]);
    }
  }

  async get<T>(path: string): Promise<T> {
    const { url, token } = await this.whenReady();
    const answer = await fetch(`${url}${path}`, { headers: { authorization: `Bearer ${token}` } });
    if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`);
    return (await answer.json()) as T;
  }
}

/** Posts a body to an integration that takes it at its own address. */
export const post = (ready: ReadyLine, integration: string, body: unknown): Promise<Response> =>
  fetch(ready.integrations[integration]?.url ?? '', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

export const messagesIn = (outbox: string): { channel: string; address: string; idempotencyKey: string }[] =>
  readdirSync(outbox)
    .filter((name) => name.endsWith('.json'))
    .map((name) => JSON.parse(readFileSync(join(outbox, name), 'utf8')));

/** Directories and processes of one test file, put away when it is over. */
export class Bench {
  private readonly directories: string[] = [];
  private readonly processes: MusterProcess[] = [];

  directory(): string {
    const directory = temporaryDirectory();
    this.directories.push(directory);
    return directory;
  }

  start(environment: Readonly<Record<string, string>>, options: readonly string[] = []): MusterProcess {
    const started = new MusterProcess(environment, options);
    this.processes.push(started);
    return started;
  }

  async clear(): Promise<void> {
    for (const started of this.processes.splice(0)) await started.end('SIGKILL');
    for (const directory of this.directories.splice(0)) rmSync(directory, { recursive: true, force: true });
  }
}
