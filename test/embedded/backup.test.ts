import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, it } from 'vitest';
import { run } from '../../cli/program.ts';
import { Bench, post, type ReadyLine } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const muster = async (env: Record<string, string>, ...args: string[]): Promise<{ code: number; text: string }> => {
  let text = '';
  const write = (more: string): void => {
    text += more;
  };
  const terminal = { env, fetch, readInput: () => '', write, writeError: write, colour: false, timeZone: 'UTC' };
  return { code: await run(terminal, args), text };
};

const alert = (ready: ReadyLine, key: string): Promise<Response> =>
  post(ready, 'generic', { title: `Alert ${key}`, severity: 'critical', service: 'search', key });

/** A backup that was made while alerts came in. */
const backedUp = async () => {
  const [data, elsewhere] = [bench.directory(), bench.directory()];
  const process = bench.start({ MUSTER_DATA: data, MUSTER_SPEED: '600' });
  const ready = await process.whenReady();
  await alert(ready, 'before');
  await expect.poll(() => existsSync(join(data, 'checkpoints.jsonl')), { timeout: 10_000 }).toBe(true);
  let going = true;
  const traffic = (async () => {
    for (let n = 0; going; n += 1) expect((await alert(ready, `during ${n}`)).status).toBe(202);
  })();
  const file = join(elsewhere, 'muster.backup');
  const made = await muster({ MUSTER_DATA: data, MUSTER_URL: ready.url }, 'backup', file);
  going = false;
  await traffic;
  return { data, elsewhere, process, ready, file, made };
};

describe('A backup', () => {
  it('is made while alerts come in, is whole, and holds no master key', async () => {
    const { data, elsewhere, file, made } = await backedUp();
    expect(made).toMatchObject({ code: 0, text: expect.stringContaining('The master key is not in it') });
    expect((statSync(file).mode & 0o777).toString(8)).toBe('600');
    expect(readdirSync(elsewhere)).toEqual(['muster.backup']);
    expect(readdirSync(data).filter((name) => name.startsWith('backup-'))).toEqual([]);
    const key = readFileSync(join(data, 'master-key'), 'utf8').trim();
    expect(readFileSync(file).includes(Buffer.from(key, 'hex'))).toBe(false);
    expect(readFileSync(file, 'latin1')).not.toContain(key);
    expect(await muster({ MUSTER_DATA: data }, 'restore', '--check', file)).toMatchObject({
      code: 0,
      text: expect.stringMatching(/is whole: .*\nThe master key is its own/),
    });
  }, 30_000);

  it('brings everything back in an empty directory: incidents, keys, configuration, checkpoints', async () => {
    const { data, elsewhere, process, ready, file } = await backedUp();
    const before = await process.get<{ items: { number: string }[] }>('/v1/incidents');
    await process.end();
    copyFileSync(join(data, 'master-key'), join(elsewhere, 'key'));
    const restored = join(elsewhere, 'restored');
    const configuration = join(elsewhere, 'configuration');
    mkdirSync(configuration);
    writeFileSync(join(configuration, 'broken.yaml'), 'services: [');
    expect(await muster({ MUSTER_DATA: restored }, 'restore', file)).toMatchObject({
      code: 1,
      text: expect.stringContaining('no master key'),
    });
    expect(
      await muster({ MUSTER_DATA: restored }, 'restore', file, '--master-key', join(elsewhere, 'key')),
    ).toMatchObject({ code: 0 });
    // Even without the files: what was in force is in it.
    const after = bench.start({ MUSTER_DATA: restored, MUSTER_CONFIG: configuration });
    const again = await after.whenReady();
    expect(again.token).toBe(ready.token);
    const there = await after.get<{ items: { number: string }[] }>('/v1/incidents');
    expect(there.items.map(({ number }) => number)).toEqual(
      expect.arrayContaining(before.items.map(({ number }) => number)),
    );
    expect(await muster({ MUSTER_DATA: restored, MUSTER_URL: again.url }, 'verify', '--all')).toMatchObject({
      code: 0,
    });
    expect((await alert(again, 'after')).status).toBe(202);
  }, 60_000);

  it('takes the place of what is there when told so, and the signed record says that a person has done it', async () => {
    const { data, process, ready, file } = await backedUp();
    await alert(ready, 'later');
    await post(ready, 'generic', { title: 'Lost', severity: 'critical', service: 'payments', key: 'lost' });
    expect(await muster({ MUSTER_DATA: data }, 'restore', file, '--replace')).toMatchObject({
      code: 1,
      text: expect.stringContaining('is in use'),
    });
    await process.end();
    expect(await muster({ MUSTER_DATA: data }, 'restore', file)).toMatchObject({
      code: 1,
      text: expect.stringContaining('--replace'),
    });
    expect(await muster({ MUSTER_DATA: data }, 'restore', file, '--replace', '--reason', 'a trial')).toMatchObject({
      code: 0,
    });
    expect(readdirSync(data).some((name) => name.startsWith('muster.db.before-'))).toBe(true);
    const after = bench.start({ MUSTER_DATA: data });
    const again = await after.whenReady();
    const { items } = await after.get<{ items: { restored?: unknown }[] }>('/v1/checkpoints?limit=500');
    expect(items.at(-1)?.restored).toEqual({ since: expect.any(Number), reason: 'a trial' });
    expect(await muster({ MUSTER_DATA: data, MUSTER_URL: again.url }, 'verify', '--all')).toMatchObject({ code: 0 });
    expect(after.lines.filter((line) => line.kind === 'failure')).toEqual([]);
  }, 60_000);

  it.each([
    ['was cut off', (file: string) => truncateSync(file, 20_000)],
    ['is no backup', (file: string) => writeFileSync(file, 'text')],
    [
      'lacks a commit',
      (file: string) => change(file, 'DELETE FROM commits WHERE position = (SELECT max(position) FROM commits)'),
    ],
    [
      'has a commit that was changed',
      (file: string) => change(file, `UPDATE commits SET body = replace(body, 'Alert', 'Other')`),
    ],
    ['lacks its configuration', (file: string) => change(file, 'DELETE FROM configurations')],
    ['lacks a checkpoint', (file: string) => change(file, 'DELETE FROM backup_checkpoints')],
  ])(
    'that %s is found out by --check, and is not restored',
    async (_, damage) => {
      const { data, elsewhere, file } = await backedUp();
      damage(file);
      const env = { MUSTER_DATA: join(elsewhere, 'restored') };
      const checked = await muster(env, 'restore', '--check', file, '--master-key', join(data, 'master-key'));
      expect(checked).toMatchObject({ code: 1, text: expect.stringContaining('cannot be restored') });
      expect(await muster(env, 'restore', file, '--master-key', join(data, 'master-key'))).toMatchObject({ code: 1 });
      expect(existsSync(join(elsewhere, 'restored', 'muster.db'))).toBe(false);
    },
    30_000,
  );

  it('of another master key is refused', async () => {
    const { elsewhere, file } = await backedUp();
    writeFileSync(join(elsewhere, 'other'), `${'ab'.repeat(32)}\n`);
    expect(await muster({}, 'restore', '--check', file, '--master-key', join(elsewhere, 'other'))).toMatchObject({
      code: 1,
      text: expect.stringContaining('it belongs to another master key'),
    });
  }, 30_000);

  it('is for administrators only', async () => {
    const process = bench.start({ MUSTER_DATA: bench.directory() });
    const { url } = await process.whenReady();
    expect((await fetch(`${url}/v1/backup`)).status).toBe(401);
  });
});

const change = (file: string, sql: string): void => {
  const db = new DatabaseSync(file);
  db.exec(sql);
  db.close();
};
