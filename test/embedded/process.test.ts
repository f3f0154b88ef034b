import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { createTransport } from 'nodemailer';
import type Mail from 'nodemailer/lib/mailer';
import { afterEach, describe, expect, it } from 'vitest';
import { fixture } from '../fakes/source-fixtures.ts';
import { Bench, type MusterProcess, messagesIn, post, type ReadyLine } from './muster-process.ts';

const bench = new Bench();
afterEach(() => bench.clear());

const EXAMPLE = resolve(import.meta.dirname, '../../config/example');

const alarm = (title: string, more: object = {}) => ({ title, severity: 'critical', service: 'checkout', ...more });

const editableConfiguration = (): string => {
  const directory = bench.directory();
  cpSync(EXAMPLE, directory, { recursive: true });
  return directory;
};

describe('Muster, started', () => {
  it('says in one line where it is, with which token, and where each integration sends', async () => {
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data });
    const ready = await muster.whenReady();
    expect(ready).toEqual({
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      token: expect.stringMatching(/^mst_\w+$/),
      integrations: expect.objectContaining({
        alertmanager: { url: expect.stringContaining('/in/alertmanager/'), key: expect.any(String) },
        pagerduty: { url: `${ready.url}/v2/enqueue`, key: expect.any(String) },
        cloudwatch: { url: ready.url, key: expect.any(String), accessKeyId: 'cloudwatch' },
      }),
      outbox: join(data, 'outbox'),
      smtp: expect.stringMatching(/^smtp:\/\/127\.0\.0\.1:\d+$/),
    });
    expect(await muster.get('/v1/incidents')).toMatchObject({ items: [] });
    expect((await fetch(`${ready.url}/v1/incidents`)).status).toBe(401);
  });

  it('leaves for the command line what it needs, readable by its owner only', async () => {
    const data = join(bench.directory(), 'deep', 'data');
    const muster = bench.start({ MUSTER_DATA: data });
    const ready = await muster.whenReady();
    expect(readFileSync(join(data, 'admin-token'), 'utf8').trim()).toBe(ready.token);
    expect(JSON.parse(readFileSync(join(data, 'integrations.json'), 'utf8'))).toEqual(ready.integrations);
    const modeOf = (name: string) => (statSync(join(data, name)).mode & 0o777).toString(8);
    expect(['.', 'outbox'].map(modeOf)).toEqual(['700', '700']);
    expect(['admin-token', 'integrations.json', 'master-key', 'muster.db'].map(modeOf)).toEqual(Array(4).fill('600'));
  });

  it('turns a message of Alertmanager into incidents, happenings, and a page in the outbox', async () => {
    const muster = bench.start({ MUSTER_DATA: bench.directory() });
    const ready = await muster.whenReady();
    const { body } = fixture('alertmanager', 'firing.am-001');
    const answer = await post(ready, 'alertmanager', body);
    expect(answer.status).toBeGreaterThanOrEqual(200);
    expect(answer.status).toBeLessThan(300);
    const paged = await muster.told((line) => line.kind === 'page-sent');
    expect(paged).toMatchObject({ text: expect.stringMatching(/^Paged /), incident: expect.stringMatching(/^INC-/) });
    expect(muster.lines.map((line) => line.kind)).toContain('IncidentOpened');
    expect(messagesIn(ready.outbox).map(({ channel }) => channel)).toContain('sms');
  });

  it('keeps its keys and its incidents over a restart, and ends in order', async () => {
    const data = bench.directory();
    const first = bench.start({ MUSTER_DATA: data });
    const before = await first.whenReady();
    await post(before, 'generic', alarm('Checkout is down'));
    await first.told((line) => line.kind === 'page-sent');
    expect(await first.end('SIGTERM')).toBe(0);
    expect(first.stderr).toBe('');
    const second = bench.start({ MUSTER_DATA: data });
    const after = await second.whenReady();
    expect(after.token).toBe(before.token);
    expect(after.integrations.generic?.key).toBe(before.integrations.generic?.key);
    expect(await second.get('/v1/incidents')).toMatchObject({ items: [{ title: 'Checkout is down' }] });
  });

  it('loses nothing when it is killed right after it has answered', async () => {
    for (let round = 0; round < 3; round += 1) {
      const data = bench.directory();
      const first = bench.start({ MUSTER_DATA: data });
      const ready = await first.whenReady();
      const answers = await Promise.all(
        ['a', 'b'].map((key) => post(ready, 'generic', alarm(`Alarm ${key}`, { key }))),
      );
      expect(answers.map((answer) => answer.status)).toEqual([202, 202]);
      await first.end('SIGKILL');
      const second = bench.start({ MUSTER_DATA: data });
      await second.whenReady();
      const { items } = await second.get<{ items: { number: string }[] }>('/v1/incidents');
      expect(items).toHaveLength(1);
      const number = items[0]?.number ?? '';
      await expect.poll(() => messagesIn(ready.outbox).length, { timeout: 10_000 }).toBeGreaterThan(0);
      const pages = messagesIn(ready.outbox).filter(({ channel }) => channel === 'sms');
      const times = Object.values(Object.groupBy(pages, ({ idempotencyKey }) => idempotencyKey)).map(
        (same) => same?.length,
      );
      expect(times.every((count) => count !== undefined && count <= 2)).toBe(true);
      expect(await second.get(`/v1/incidents/${number}/verification`)).toMatchObject({ ok: true });
      expect(await second.end()).toBe(0);
    }
  }, 180_000);

  it('runs its timers as much faster as it is told', async () => {
    const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_SPEED: '60' });
    const ready = await muster.whenReady();
    const began = Date.now();
    await post(ready, 'generic', alarm('Search is slow', { service: 'search', severity: 'error' }));
    await muster.told((line) => line.kind === 'page-sent' && line.text.includes('level 2'));
    // Five minutes to acknowledge, sixty times as fast.
    expect(Date.now() - began).toBeGreaterThan(4_500);
    expect(Date.now() - began).toBeLessThan(9_000);
  });
});

describe('Muster does not start', () => {
  it('on a port that is in use, and says what to do', async () => {
    const blocker = createServer().listen(0, '127.0.0.1');
    await new Promise((listening) => blocker.once('listening', listening));
    const address = blocker.address();
    const port = typeof address === 'object' && address ? String(address.port) : '';
    const muster = bench.start({ MUSTER_DATA: bench.directory(), PORT: port });
    expect(await muster.exited).toBe(1);
    blocker.close();
    expect(muster.stderr).toMatch(new RegExp(`did not start.*port ${port} is in use.*PORT=`));
    expect(muster.stderr).not.toContain('    at ');
  });

  it('on a configuration that is not valid, and says where and why', async () => {
    const configuration = editableConfiguration();
    const file = join(configuration, 'services.yaml');
    writeFileSync(file, readFileSync(file, 'utf8').replace('team: storefront', 'team: nobody-knows'));
    const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_CONFIG: configuration });
    expect(await muster.exited).toBe(1);
    expect(muster.stderr).toContain('services.0.team');
    expect(muster.stderr).toContain('nobody-knows');
    expect(muster.stderr).not.toContain('    at ');
  });

  it('on a directory that another one uses, which goes on', async () => {
    const data = bench.directory();
    const first = bench.start({ MUSTER_DATA: data });
    await first.whenReady();
    const second = bench.start({ MUSTER_DATA: data });
    expect(await second.exited).toBe(1);
    expect(second.stderr).toMatch(/did not start.*another process/);
    expect(await first.get('/v1/incidents')).toMatchObject({ items: [] });
  });

  it('on a directory that cannot be, and says so', async () => {
    const file = join(bench.directory(), 'file');
    writeFileSync(file, '');
    const muster = bench.start({ MUSTER_DATA: join(file, 'data') });
    expect(await muster.exited).toBe(1);
    expect(muster.stderr).toMatch(/data directory .* cannot be used.*MUSTER_DATA/);
  });

  it('with a setting that is no number', async () => {
    const data = join(bench.directory(), 'data');
    const muster = bench.start({ MUSTER_DATA: data, MUSTER_SPEED: 'fast' });
    expect(await muster.exited).toBe(2);
    expect(muster.stderr).toContain('MUSTER_SPEED must be a number from 1 to 10000, not "fast"');
    expect(existsSync(data)).toBe(false);
  });

  it('with an option that there is not, and says what there is', async () => {
    const data = join(bench.directory(), 'data');
    const muster = bench.start({ MUSTER_DATA: data }, ['--config', 'config/acme']);
    expect(await muster.exited).toBe(2);
    expect(muster.stderr).toMatch(/Unknown option '--config'.*MUSTER_CONFIG/s);
    expect(muster.stderr).not.toContain('    at ');
    expect(existsSync(data)).toBe(false);
  });
});

describe('A hang-up', () => {
  it('puts the changed configuration into force', async () => {
    const configuration = editableConfiguration();
    const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_CONFIG: configuration });
    const ready = await muster.whenReady();
    const file = join(configuration, 'integrations.yaml');
    const more = 'integrations:\n  - { id: scripts, source: generic, service: search }\n';
    writeFileSync(file, readFileSync(file, 'utf8').replace('integrations:\n', more));
    muster.signal('SIGHUP');
    await muster.told((line) => line.kind === 'configured');
    const known = JSON.parse(readFileSync(join(ready.outbox, '..', 'integrations.json'), 'utf8'));
    expect(known.scripts.url).toContain('/in/generic/');
    expect((await post({ ...ready, integrations: known }, 'scripts', alarm('Index is old'))).status).toBe(202);
  });

  it('puts an integration into force that the command line created, and its rotated keys', async () => {
    const configuration = editableConfiguration();
    const data = bench.directory();
    const muster = bench.start({ MUSTER_DATA: data, MUSTER_CONFIG: configuration });
    const { url } = await muster.whenReady();
    const file = join(configuration, 'integrations.yaml');
    const integration = (...args: string[]) => {
      const { stdout, stderr } = spawnSync(
        process.execPath,
        ['cli/main.ts', '--json', 'integration', ...args, '--file', file],
        { encoding: 'utf8', env: { PATH: process.env.PATH, MUSTER_DATA: data, MUSTER_URL: url } },
      );
      expect(stderr).toBe('');
      return JSON.parse(stdout) as { addresses: { key: string }[] };
    };
    const send = async (key: string | undefined): Promise<number> => {
      const event = { summary: 'Replication lags', source: 'db-1', severity: 'warning' };
      const body = JSON.stringify({ routing_key: key, event_action: 'trigger', dedup_key: 'k', payload: event });
      return (await fetch(`${url}/v2/enqueue`, { method: 'POST', body })).status;
    };
    const configured = async (times: number) => {
      muster.signal('SIGHUP');
      await muster.told(() => muster.lines.filter(({ kind }) => kind === 'configured').length === times);
    };

    const created = integration('create', 'netdata', '--source', 'pagerduty', '--service', 'orders-db');
    const first = created.addresses[0]?.key;
    expect(await send(first)).toBe(400);
    await configured(1);
    expect(await send(first)).toBe(202);

    const second = integration('rotate', 'netdata').addresses[0]?.key;
    await configured(2);
    expect([await send(first), await send(second)]).toEqual([202, 202]);
    integration('rotate', 'netdata');
    await configured(3);
    expect([await send(first), await send(second)]).toEqual([400, 202]);
  });

  it('with a broken file keeps the last good configuration, and says so', async () => {
    const configuration = editableConfiguration();
    const muster = bench.start({ MUSTER_DATA: bench.directory(), MUSTER_CONFIG: configuration });
    const ready = await muster.whenReady();
    writeFileSync(join(configuration, 'people.yaml'), 'people: [');
    muster.signal('SIGHUP');
    const failure = await muster.told((line) => line.kind === 'failure');
    expect(failure.text).toContain('the last good one stays in force');
    expect((await post(ready, 'generic', alarm('Checkout is down'))).status).toBe(202);
    await muster.told((line) => line.kind === 'page-sent');
  });
});

describe('mail to Muster', () => {
  const send = async (ready: ReadyLine, mail: Mail.Options): Promise<void> => {
    const { port } = new URL(ready.smtp ?? '');
    const client = createTransport({ host: '127.0.0.1', port: Number(port) });
    await client.sendMail({ to: ready.integrations.email?.address, from: 'ana@example.com', ...mail });
    client.close();
  };
  const alertsOf = async (muster: MusterProcess): Promise<{ title: string; status: string; count: number }[]> => {
    const { items } = await muster.get<{ items: { incidentId: string }[] }>('/v1/incidents');
    const pages = items.map(({ incidentId }) =>
      muster.get<{ items: { title: string; status: string; count: number }[] }>(`/v1/incidents/${incidentId}/alerts`),
    );
    return (await Promise.all(pages)).flatMap((page) => page.items);
  };

  it('opens an incident and pages; its answer resolves it after the process was killed', async () => {
    const data = bench.directory();
    const first = bench.start({ MUSTER_DATA: data });
    const ready = await first.whenReady();
    expect(ready.integrations.email).toEqual({
      address: expect.stringMatching(/^[a-z0-9]{32}@muster\.localhost$/),
      key: expect.any(String),
    });
    await send(ready, { subject: 'SEV1: checkout is down!!', text: 'Nobody can pay.', messageId: '<a1@example.com>' });
    expect(await alertsOf(first)).toMatchObject([{ title: 'SEV1: checkout is down!!', status: 'firing' }]);
    await first.told((line) => line.kind === 'page-sent');
    await first.end('SIGKILL');
    const second = bench.start({ MUSTER_DATA: data });
    await send(await second.whenReady(), {
      from: 'ben@example.com',
      subject: 'AW: SEV1: checkout is down!!',
      text: 'fixed',
      inReplyTo: '<a1@example.com>',
    });
    expect(await alertsOf(second)).toMatchObject([{ status: 'resolved', count: 1 }]);
  });

  it('is refused where no integration has the address, and ends with a clean stop', async () => {
    const muster = bench.start({ MUSTER_DATA: bench.directory() });
    const ready = await muster.whenReady();
    await expect(send(ready, { to: 'sales@muster.localhost', subject: 's' })).rejects.toMatchObject({
      responseCode: 550,
    });
    await expect(
      send(ready, { to: `${ready.integrations.generic?.key}@muster.localhost`, subject: 's' }),
    ).rejects.toMatchObject({ responseCode: 550 });
    await send(ready, { subject: 'checkout is down' });
    expect(await muster.end('SIGTERM')).toBe(0);
  });

  it('is not taken where somebody else has the usual port, and everything else runs; a chosen port must be free', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => other.once('listening', resolve));
    const port = String((other.address() as { port: number }).port);
    const chosen = bench.start({ MUSTER_DATA: bench.directory(), SMTP_PORT: port });
    expect(await chosen.exited).toBe(1);
    expect(chosen.stderr).toMatch(/port \d+ is in use.*SMTP_PORT/);
    other.close();
    const usual = createServer().listen(4025, '127.0.0.1');
    // Somebody of this machine may have it already, which does as well.
    await new Promise((resolve) => usual.once('listening', resolve).once('error', resolve));
    const second = bench.start({ MUSTER_DATA: bench.directory(), SMTP_PORT: '' });
    expect((await second.whenReady()).smtp).toBeUndefined();
    await second.told((line) => line.kind === 'failure' && line.text.includes('port 4025 is in use'));
    expect(await second.get('/v1/incidents')).toMatchObject({ items: [] });
    usual.close();
  });

  it('can be turned off', async () => {
    const off = bench.start({ MUSTER_DATA: bench.directory(), SMTP_PORT: 'off' });
    const ready = await off.whenReady();
    expect(ready.smtp).toBeUndefined();
    expect(ready.integrations.email).toEqual({ key: expect.any(String) });
  });
});
