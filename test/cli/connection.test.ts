import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { run } from '../../cli/program.ts';
import { cliOnFakes } from './cli-on-fakes.ts';

describe('who and where', () => {
  it('is read from the data directory of a Muster on this machine', async () => {
    const { muster, data, env } = cliOnFakes();
    delete env.MUSTER_TOKEN;
    writeFileSync(join(data, 'admin-token'), 'admin\n');
    expect((await muster('incident', 'list')).code).toBe(0);
    expect((await muster('--url', 'http://127.0.0.1:9', 'incident', 'list')).code).toBe(0);
  });

  it('never sends the token of the administrator to another host', async () => {
    const { muster, data, env } = cliOnFakes();
    delete env.MUSTER_TOKEN;
    writeFileSync(join(data, 'admin-token'), 'admin\n');
    for (const url of ['https://muster.example.com', 'http://localhost.example.com', 'http://127.0.0.1.example.com']) {
      expect((await muster('--url', url, 'incident', 'list')).code).toBe(1);
    }
  });

  it('may lie below a path', async () => {
    const seen: string[] = [];
    const fetched: typeof fetch = async (input) => {
      seen.push(String(input));
      return Response.json({ items: [] });
    };
    const quiet = () => {};
    const terminal = {
      env: { MUSTER_URL: 'https://api.example.com/live/' },
      fetch: fetched,
      readInput: () => '',
      write: quiet,
      writeError: quiet,
      colour: false,
      timeZone: 'UTC',
    };
    expect(await run(terminal, ['incident', 'list'])).toBe(0);
    expect(seen).toEqual(['https://api.example.com/live/v1/incidents?limit=50']);
  });

  it('says what to do when nothing answers', async () => {
    let err = '';
    const terminal = {
      env: { MUSTER_URL: 'http://127.0.0.1:1' },
      fetch,
      readInput: () => '',
      write: () => {},
      writeError: (text: string) => {
        err += text;
      },
      colour: false,
      timeZone: 'UTC',
    };
    expect(await run(terminal, ['incident', 'list'])).toBe(1);
    expect(err).toMatch(/cannot be reached: .*\nStart Muster with `npm start`/);
  });
});

describe('muster alert send', () => {
  it('uses the key it is given', async () => {
    const { muster, elsewhere } = cliOnFakes();
    expect(
      await muster(
        'alert',
        'send',
        '--title',
        'Disk full',
        '--service',
        'search',
        '--key',
        'disk',
        '--key-of-integration',
        'secret',
      ),
    ).toMatchObject({ code: 0, out: 'Accepted: firing "Disk full"\n' });
    expect(elsewhere).toEqual([
      {
        url: 'http://localhost:4000/in/generic',
        authorization: 'Bearer secret',
        body: { title: 'Disk full', service: 'search', severity: 'critical', status: 'firing', key: 'disk' },
      },
    ]);
  });

  it('finds the key in the data directory', async () => {
    const { muster, data, elsewhere } = cliOnFakes();
    const integrations = {
      pagerduty: { url: 'http://localhost:4000/v2/enqueue', key: 'no' },
      scripts: { url: 'http://localhost:4000/in/generic/k', key: 'k' },
    };
    writeFileSync(join(data, 'integrations.json'), JSON.stringify(integrations));
    expect((await muster('alert', 'send', '--title', 'Disk full', '--status', 'resolved')).code).toBe(0);
    expect(elsewhere[0]?.url).toBe('http://localhost:4000/in/generic/k');
    expect((await muster('alert', 'send', '--title', 'Disk full', '--integration', 'absent')).code).toBe(2);
  });

  it('says where a key comes from when there is none', async () => {
    const { muster } = cliOnFakes();
    expect(await muster('alert', 'send', '--title', 'x')).toMatchObject({
      code: 2,
      err: expect.stringContaining('MUSTER_KEY'),
    });
  });
});

describe('muster config check', () => {
  it('takes the example', async () => {
    expect(await cliOnFakes().muster('config', 'check', 'config/example')).toMatchObject({
      code: 0,
      out: expect.stringContaining('is valid: version '),
    });
  });

  it('says file, line, path and reason of everything that is wrong', async () => {
    const { muster, data } = cliOnFakes();
    const directory = join(data, 'config');
    mkdirSync(directory);
    writeFileSync(join(directory, 'a.yaml'), 'services:\n  - id: One\n    tier: 9\nmystery: 1\n');
    const { code, err } = await muster('config', 'check', directory);
    expect(code).toBe(1);
    expect(err).toMatch(/a\.yaml:2:9 services\.0\.id: an id is/);
    expect(err).toMatch(/a\.yaml:3:11 services\.0\.tier: /);
    expect(err).toMatch(/teams: /);
    expect((await muster('--json', 'config', 'check', directory)).out).toContain('"ok": false');
  });

  it('names the file of a key that nobody knows, and both places of what is there twice', async () => {
    const { muster, data } = cliOnFakes();
    const directory = join(data, 'config');
    cpSync('config/example', directory, { recursive: true });
    mkdirSync(join(directory, 'teams'));
    writeFileSync(join(directory, 'schedules.yaml'), 'schedules: []\n');
    expect((await muster('config', 'check', directory)).err).toContain(
      'schedules.yaml:1:1 schedules: there is no key "schedules" here',
    );
    rmSync(join(directory, 'schedules.yaml'));
    writeFileSync(
      join(directory, 'teams', 'search.yaml'),
      'teams:\n  - { id: payments, name: Search, members: [ana-silva] }\n',
    );
    expect((await muster('config', 'check', directory)).err).toMatch(
      /teams\/search\.yaml:2:11 teams\.3\.id: "payments" is used twice in teams; the other stands at people\.yaml:\d+:9 teams\.1\.id/,
    );
  });
});
