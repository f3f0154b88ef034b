import { existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../cli/program.ts';
import { hashOf } from '../../domain/chain/chain.ts';
import { Bench, type MusterProcess, post } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

/** A directory with two incidents, whose process ended in order. */
const lived = async (data = bench.directory()): Promise<string> => {
  const muster = bench.start({ MUSTER_DATA: data });
  const ready = await muster.whenReady();
  for (const service of ['checkout', 'search'])
    await post(ready, 'generic', { title: `${service} is down`, severity: 'critical', service, key: service });
  await muster.told((line) => line.kind === 'page-sent');
  expect(await muster.end('SIGTERM')).toBe(0);
  return data;
};

const inDatabase = (data: string, work: (db: DatabaseSync) => void): void => {
  const db = new DatabaseSync(join(data, 'muster.db'));
  work(db);
  db.close();
};

/** The configuration has a stream, too. */
const firstIncident = (db: DatabaseSync): string => {
  const { stream } = db
    .prepare("SELECT stream FROM commits WHERE seq = 1 AND instr(stream, '/') = 0 ORDER BY position LIMIT 1")
    .get() as { stream: string };
  return stream;
};

const deleteAnIncident = (db: DatabaseSync): void => {
  const stream = firstIncident(db);
  db.prepare('DELETE FROM commits WHERE stream = ?').run(stream);
  for (const table of ['projection_rows', 'projection_services'])
    db.prepare(`DELETE FROM ${table} WHERE key = ?`).run(stream);
  for (const table of ['heads', 'members', 'deliveries', 'waits'])
    db.prepare(`DELETE FROM ${table} WHERE incident_id = ?`).run(stream);
  db.prepare('UPDATE alerts SET incident_id = NULL, status = 2 WHERE incident_id = ?').run(stream);
};

/** Says that somebody else did it, and seals all of it again, as anybody can who may write the file. */
const makeAChainAnew = (db: DatabaseSync): void => {
  const stream = firstIncident(db);
  let previousHash = '0'.repeat(64);
  for (const { position, body } of db
    .prepare('SELECT position, body FROM commits WHERE stream = ? ORDER BY seq')
    .all(stream)) {
    const { hash: _, ...content } = {
      ...JSON.parse(String(body)),
      actor: { kind: 'person', id: 'somebody-else' },
      previousHash,
    };
    previousHash = hashOf(content);
    db.prepare('UPDATE commits SET body = ? WHERE position = ?').run(
      JSON.stringify({ ...content, hash: previousHash }),
      Number(position),
    );
  }
  // What is shown of it was never in a checkpoint: whoever changes that changes it everywhere.
  db.prepare('DELETE FROM heads WHERE incident_id = ?').run(stream);
};

const verifyAll = async (muster: MusterProcess, data: string): Promise<{ code: number; text: string }> => {
  const { url } = await muster.whenReady();
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const terminal = {
    env: { MUSTER_DATA: data, MUSTER_URL: url },
    fetch,
    readInput: () => '',
    write,
    writeError: write,
    colour: false,
    timeZone: 'UTC',
  };
  return { code: await run(terminal, ['verify', '--all']), text };
};

describe('What was lost or changed in the store while nobody looked', () => {
  it.each([
    ['a deleted incident', (data: string) => inDatabase(data, deleteAnIncident), /is gone/],
    [
      'a chain that was made anew',
      (data: string) => inDatabase(data, makeAChainAnew),
      /is not the one that checkpoint \d+ knows/,
    ],
    [
      'checkpoints that are gone',
      (data: string) => rmSync(join(data, 'checkpoints.jsonl')),
      /checkpoints? 1 .*missing/,
    ],
    [
      'checkpoints that somebody signed anew with another key',
      (data: string) => {
        const file = join(data, 'checkpoints.jsonl');
        writeFileSync(file, readFileSync(file, 'utf8').replaceAll(/"signature":"../g, '"signature":"00'));
      },
      /signature of checkpoint \d+ is wrong/,
    ],
  ])(
    '%s: Muster starts and pages, tells the catch-all once, and verify finds it',
    async (_, damage, problem) => {
      const data = await lived();
      damage(data);
      const muster = bench.start({ MUSTER_DATA: data });
      const ready = await muster.whenReady();
      await muster.told((line) => line.kind === 'page-sent' && /\(catch-all\).*record of incidents/.test(line.text));
      expect((await muster.told((line) => line.text.includes('holding the record'))).text).toMatch(problem);
      const verified = await verifyAll(muster, data);
      expect(verified.code).toBe(1);
      expect(verified.text).toMatch(/BROKEN/);
      expect(
        (await post(ready, 'generic', { title: 'New', severity: 'critical', service: 'payments', key: 'n' })).status,
      ).toBe(202);
      await muster.told((line) => line.kind === 'page-sent' && line.text.endsWith('New'));
      await muster.end('SIGTERM');

      const again = bench.start({ MUSTER_DATA: data });
      await again.whenReady();
      await again.told((line) => line.text.includes('holding the record'));
      // What had not been followed to its end is told of once more: it is the same incident.
      const opened = [...muster.lines, ...again.lines].filter(
        ({ kind, text }) => kind === 'IncidentOpened' && /record of incidents/.test(text),
      );
      expect(new Set(opened.map(({ incident }) => incident)).size).toBe(1);
    },
    60_000,
  );

  it('a log that was lost: what no file of the database holds is known from outside', async () => {
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data, MUSTER_SPEED: '600' });
    const ready = await muster.whenReady();
    await post(ready, 'generic', { title: 'Down', severity: 'critical', service: 'search', key: 'a' });
    await expect.poll(() => existsSync(join(data, 'checkpoints.jsonl')), { timeout: 10_000 }).toBe(true);
    await muster.end('SIGKILL');
    rmSync(join(data, 'muster.db-wal'));
    const after = bench.start({ MUSTER_DATA: data });
    await after.whenReady();
    expect((await after.told((line) => line.text.includes('holding the record'))).text).toMatch(
      /is gone; checkpoint 1 knows it/,
    );
    expect((await verifyAll(after, data)).text).toMatch(/is gone with its whole chain; checkpoint 1 knows it/);
  }, 30_000);

  it('nothing: a store that ended in order is whole, and so is one that was killed', async () => {
    const data = await lived();
    const muster = bench.start({ MUSTER_DATA: data });
    const ready = await muster.whenReady();
    await post(ready, 'generic', { title: 'More', severity: 'critical', service: 'search', key: 'more' });
    await muster.end('SIGKILL');
    const after = bench.start({ MUSTER_DATA: data });
    await after.whenReady();
    const verified = await verifyAll(after, data);
    expect(verified).toMatchObject({ code: 0, text: expect.stringMatching(/checkpoints +\d+ +whole/) });
    expect(after.lines.filter((line) => line.kind === 'failure')).toEqual([]);
  }, 30_000);

  it('pages of the database that are damaged, after a stop out of order', async () => {
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data });
    await muster.whenReady();
    await muster.end('SIGKILL');
    const database = join(data, 'muster.db');
    rmSync(`${database}-wal`);
    rmSync(database);
    // A table whose content is not there any more, in an otherwise good file.
    inDatabase(data, (db) => {
      db.exec('CREATE TABLE large (text TEXT); CREATE INDEX large_text ON large (text)');
      db.exec('BEGIN');
      for (let n = 0; n < 2_000; n += 1) db.prepare('INSERT INTO large VALUES (?)').run(String(n).repeat(20));
      db.exec('COMMIT');
    });
    const bytes = readFileSync(database);
    bytes.fill(0xff, bytes.length - 8_192);
    writeFileSync(database, bytes);
    const after = bench.start({ MUSTER_DATA: data });
    await after.whenReady();
    expect((await after.told((line) => line.text.includes('holding the record'))).text).toMatch(
      /the database is damaged/,
    );
  }, 30_000);
});

describe('A master key that is not that of the database', () => {
  it.each([
    [
      'is another one',
      (data: string) => writeFileSync(join(data, 'master-key'), `${'ab'.repeat(32)}\n`),
      /is not the one of the database there/,
    ],
    ['is missing', (data: string) => rmSync(join(data, 'master-key')), /master-key is missing/],
  ])(
    'is refused in words where it %s, and none is made',
    async (_, damage, words) => {
      const data = await lived();
      const key = readFileSync(join(data, 'master-key'), 'utf8');
      damage(data);
      const refused = bench.start({ MUSTER_DATA: data });
      expect(await refused.exited).toBe(1);
      expect(refused.stderr).toMatch(words);
      expect(refused.stderr).toContain('restore --renew-master-key');
      expect(refused.stderr).not.toContain('    at ');
      writeFileSync(join(data, 'master-key'), key);
      const muster = bench.start({ MUSTER_DATA: data });
      await muster.whenReady();
      expect((await verifyAll(muster, data)).code).toBe(0);
    },
    30_000,
  );

  it('can be renewed where it is lost for good: other keys, the same record, and a new chain of checkpoints', async () => {
    const data = await lived();
    const before = JSON.parse(readFileSync(join(data, 'integrations.json'), 'utf8')) as Record<string, { key: string }>;
    renameSync(join(data, 'master-key'), join(data, 'elsewhere'));
    const terminal = {
      env: { MUSTER_DATA: data },
      fetch,
      readInput: () => '',
      write: () => {},
      writeError: () => {},
      colour: false,
      timeZone: 'UTC',
    };
    expect(await run(terminal, ['restore', '--renew-master-key'])).toBe(0);
    const muster = bench.start({ MUSTER_DATA: data });
    const ready = await muster.whenReady();
    expect(ready.integrations.generic?.key).not.toBe(before.generic?.key);
    expect((await muster.get<{ items: unknown[] }>('/v1/incidents')).items).toHaveLength(2);
    expect(await muster.end()).toBe(0);
    const after = bench.start({ MUSTER_DATA: data });
    await after.whenReady();
    expect(await verifyAll(after, data)).toMatchObject({ code: 0 });
  }, 30_000);
});
