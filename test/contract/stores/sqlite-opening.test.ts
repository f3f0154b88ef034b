import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openSqliteStores } from '../../../adapters/sqlite/sqlite-stores.ts';
import { T0 } from './samples.ts';
import { openFor, testDirectory } from './sqlite-directory.ts';

const WRITER = join(import.meta.dirname, 'sqlite-writer.ts');
/** Who a child runs as where the tests run as root. */
const NOBODY = process.getuid?.() === 0 ? 65_534 : undefined;

const open = (path: string) => () => openSqliteStores({ path, now: () => T0 });

const failing = (work: () => unknown): unknown => {
  try {
    work();
  } catch (error) {
    return error;
  }
  return undefined;
};

const start = (
  path: string,
  mode: string,
  { limitKiB, uid }: { limitKiB?: number; uid?: number } = {},
): ChildProcess => {
  // bash, because a limit on the size of files can only be set from outside.
  const limit = limitKiB === undefined ? '' : `ulimit -f ${limitKiB}; `;
  const child = spawn('bash', ['-c', `${limit}exec "$0" "$@"`, process.execPath, WRITER, path, mode], {
    stdio: ['ignore', 'pipe', 'inherit'],
    uid,
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  return child;
};

const linesOf = (child: ChildProcess): AsyncIterable<string> =>
  createInterface({ input: child.stdout as NodeJS.ReadableStream });

describe('opening a database', () => {
  it('creates it for its owner only', async () => {
    const directory = join(testDirectory(), 'data', 'muster');
    const stores = openFor(join(directory, 'muster.db'));
    await stores.counters.next('one');
    await stores.durable();
    expect(statSync(directory).mode & 0o777).toBe(0o700);
    for (const file of readdirSync(directory))
      expect([file, statSync(join(directory, file)).mode & 0o777]).toEqual([file, 0o600]);
  });

  it('finds again what was written, and migrates once', async () => {
    const path = join(testDirectory(), 'muster.db');
    const stores = openFor(path);
    await stores.slots.claim('slot', 'a');
    stores.close();
    expect(await openFor(path).slots.claim('slot', 'b')).toEqual({ incidentId: 'a', claimed: false });
  });

  it('refuses a second opener, here and in another process, until the first was killed', {
    timeout: 30_000,
  }, async () => {
    const path = join(testDirectory(), 'muster.db');
    const child = start(path, 'opens');
    for await (const line of linesOf(child)) {
      expect(line).toBe('open');
      break;
    }
    expect(failing(open(path))).toMatchObject({
      name: 'StoreError',
      code: 'in-use',
      advice: expect.stringMatching(/Stop the other/),
    });
    child.kill('SIGKILL');
    await once(child, 'exit');
    openFor(path);
    expect(failing(open(path))).toMatchObject({ code: 'in-use' });
  });

  it('refuses a schema that is newer than the program, and leaves it alone', () => {
    const path = join(testDirectory(), 'muster.db');
    openSqliteStores({ path, now: () => T0 }).close();
    const db = new DatabaseSync(path);
    db.exec('INSERT INTO migrations VALUES (999, 0)');
    db.close();
    expect(failing(open(path))).toMatchObject({
      name: 'StoreError',
      code: 'newer-schema',
      message: expect.stringMatching(/999/),
    });
    // Not locked by the attempt.
    new DatabaseSync(path).close();
  });

  it.each([
    ['text', 'this is not a database, '.repeat(1000)],
    ['a cut header', 'SQLite format 3\0'],
  ])('refuses %s', (_, content) => {
    const path = join(testDirectory(), 'muster.db');
    writeFileSync(path, content);
    expect(failing(open(path))).toMatchObject({ name: 'StoreError', code: 'corrupt' });
  });

  it('refuses a path that is no file, or below one', () => {
    const directory = testDirectory();
    mkdirSync(join(directory, 'muster.db'));
    expect(failing(open(join(directory, 'muster.db')))).toMatchObject({ name: 'StoreError', code: 'io' });
    writeFileSync(join(directory, 'file'), '');
    expect(failing(open(join(directory, 'file', 'muster.db')))).toMatchObject({ name: 'StoreError' });
  });

  it('refuses a directory it may not write', { timeout: 30_000 }, async () => {
    const directory = testDirectory();
    chmodSync(directory, 0o555);
    // Permissions do not bind root, so for root the child is nobody.
    const lines: string[] = [];
    for await (const line of linesOf(start(join(directory, 'muster.db'), 'opens', { uid: NOBODY }))) lines.push(line);
    expect(lines).toEqual(['refused read-only']);
  });

  it('refuses a file it may not write', { timeout: 30_000 }, async () => {
    const path = join(testDirectory(), 'muster.db');
    openSqliteStores({ path, now: () => T0 }).close();
    chmodSync(dirname(path), 0o555);
    chmodSync(path, 0o444);
    const lines: string[] = [];
    for await (const line of linesOf(start(path, 'opens', { uid: NOBODY }))) lines.push(line);
    expect(lines).toEqual(['refused read-only']);
  });
});

describe('a process that ends badly', () => {
  it('loses nothing that durable() promised when it is killed', { timeout: 60_000 }, async () => {
    for (const after of [50, 400, 1500]) {
      const path = join(testDirectory(), 'muster.db');
      const child = start(path, 'kill');
      const promised = new Map<number, number>();
      let lines = 0;
      for await (const line of linesOf(child)) {
        const [worker = 0, n = 0] = line.split(' ').map(Number);
        promised.set(worker, n);
        lines += 1;
        if (lines === after) child.kill('SIGKILL');
      }
      const stores = openFor(path);
      expect(promised.size).toBe(8);
      for (const [worker, n] of promised) {
        const commits = await stores.commits.read(`incident-${worker}`, 0);
        expect(commits.length).toBeGreaterThanOrEqual(n);
        expect(commits.map(({ seq }) => seq)).toEqual(commits.map((_, i) => i + 1));
        for (const i of [1, n]) expect(await stores.alerts.get(`alert-${worker}-${i}`)).toMatchObject({ count: 1 });
        const beat = await stores.alerts.get(`beat-${worker}`);
        expect(beat?.count).toBe(commits.length);
        expect(beat?.occurredAt).toBe(T0 + commits.length);
      }
    }
  });

  it('rejects everybody of an epoch that the disk refuses, keeps nothing of it, and goes on', {
    timeout: 30_000,
  }, async () => {
    const lines: string[] = [];
    for await (const line of linesOf(start(join(testDirectory(), 'muster.db'), 'fill', { limitKiB: 1024 })))
      lines.push(line);
    expect(lines).toEqual([
      expect.stringMatching(/^large (io|full)$/),
      expect.stringMatching(/^beside (io|full)$/),
      'small ok',
      'left no no yes',
    ]);
  });
});
